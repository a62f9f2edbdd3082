"""The library."""

from __future__ import annotations

from typing import Annotated, Final

from aiohttp import hdrs, web
from msgspec import Meta, Struct

from sfa_live.model.job import JobView
from sfa_live.model.track import TrackView
from sfa_live.music import Page
from web.parts import parts_of
from web.rest.waveform import Waveform
from web.routing import Resource, read_json
from web.sending import send_file
from web.upload import receive_upload

tracks: Final = Resource("tracks")

_Text = Annotated[str, Meta(max_length=500)]


class TrackLink(Struct, frozen=True, forbid_unknown_fields=True):
    """A song named by its Spotify URL."""

    url: str


class TrackTaken(Struct, frozen=True):
    """A track that was taken in, and the jobs that prepare it."""

    track: TrackView
    jobs: tuple[JobView, ...]


class TrackQuery(Struct, frozen=True):
    """A part of the library."""

    #: Text in title, artist or album.
    query: _Text = ""
    #: ``next_cursor`` of the part before.
    cursor: str | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class TrackNames(Struct, frozen=True, forbid_unknown_fields=True):
    """What a track is called; a field that is left out stays as it is, an empty artist or album is cleared."""

    title: Annotated[str, Meta(min_length=1, max_length=500)] | None = None
    artist: _Text | None = None
    album: _Text | None = None


@tracks.route("POST", "/api/tracks", takes=TrackLink, form=True, gives=TrackTaken, status=201)
async def take_in(request: web.Request) -> TrackTaken:
    """Take a song in.

    A multipart form with one file; or with several files and the field ``stems=1`` (or files in a field ``folder``)
    when they are the stems of one song; and a ``title`` if it should have another than its file says. Or JSON with a
    Spotify URL. The jobs that prepare it start at once.
    """
    parts = parts_of(request)
    if request.content_type == "application/json":
        link: TrackLink = await read_json(request, TrackLink)
        track = await parts.library.add_spotify(link.url)
    else:
        track = await receive_upload(request, parts)
    return TrackTaken(track, track.jobs)


@tracks.route("GET", "/api/tracks", takes=TrackQuery, gives=Page)
async def list_tracks(request: web.Request, asked: TrackQuery) -> Page:
    """Tracks, newest first."""
    return await parts_of(request).library.tracks(asked.query, asked.cursor, asked.limit)


@tracks.route("GET", "/api/tracks/{track_id}", gives=TrackView)
async def read_track(request: web.Request) -> TrackView:
    """One track."""
    return await parts_of(request).library.track(request.match_info["track_id"])


@tracks.route("PATCH", "/api/tracks/{track_id}", takes=TrackNames, gives=TrackView)
async def rename_track(request: web.Request, asked: TrackNames) -> TrackView:
    """Name a track anew."""
    library = parts_of(request).library
    track_id = request.match_info["track_id"]
    return await library.edit(track_id, title=asked.title, artist=asked.artist, album=asked.album)


@tracks.route("DELETE", "/api/tracks/{track_id}", gives=None, status=204)
async def delete_track(request: web.Request) -> web.Response:
    """Delete a track with all its files; jobs that run for it are stopped."""
    await parts_of(request).library.delete(request.match_info["track_id"])
    return web.Response(status=204)


@tracks.route("GET", "/api/tracks/{track_id}/waveform", gives=Waveform)
async def read_waveform(request: web.Request) -> web.StreamResponse:
    """The peaks of every stem, for drawing."""
    path = await parts_of(request).library.waveform(request.match_info["track_id"])
    return await send_file(path, {hdrs.CONTENT_TYPE: "application/json"})
