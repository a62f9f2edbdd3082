"""Songs by Spotify URL: what a URL names, and having it fetched."""

from __future__ import annotations

from typing import Final

from aiohttp import web
from msgspec import Struct

from sfa_live.model.job import JobKind
from sfa_live.spotify import parse_url
from web.parts import parts_of
from web.rest.job_answers import JobBegun, find_job, job_of
from web.routing import Resource

spotify: Final = Resource("spotify")


class LinkAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A Spotify URL."""

    url: str


class LinkMetadata(Struct, frozen=True):
    """What a Spotify URL names. Title and artist are known once the song has been fetched."""

    #: track, album or playlist
    kind: str
    id: str
    url: str


class LinkAnswer(Struct, frozen=True):
    """The metadata of a Spotify URL."""

    success: bool
    metadata: LinkMetadata


class DownloadBegun(JobBegun, frozen=True, kw_only=True):
    """The download that fetches a song, and the track that it becomes."""

    track_id: str


class DownloadedFile(Struct, frozen=True):
    """Where the song can be had as it came."""

    file_path: str


class DownloadAnswer(Struct, frozen=True, kw_only=True):
    """Where a download stands."""

    success: bool
    job_id: str
    status: str
    progress: int
    #: None until it is completed.
    result: DownloadedFile | None
    error: str | None


@spotify.route("POST", "/api/spotify/fetch", takes=LinkAsked, gives=LinkAnswer)
async def fetch_metadata(_request: web.Request, asked: LinkAsked) -> LinkAnswer:
    """What a Spotify URL names."""
    link = parse_url(asked.url)
    return LinkAnswer(success=True, metadata=LinkMetadata(link.kind, link.id, link.url))


@spotify.route("POST", "/api/download/track", takes=LinkAsked, gives=DownloadBegun, status=201)
async def download_track(request: web.Request, asked: LinkAsked) -> DownloadBegun:
    """Take in the song that a Spotify URL names."""
    track = await parts_of(request).library.add_spotify(asked.url)
    job = job_of(track, JobKind.DOWNLOAD)
    return DownloadBegun(success=True, job_id=job.id, status=job.status, track_id=track.id)


@spotify.route("GET", "/api/download/job/{job_id}", gives=DownloadAnswer)
async def read_download(request: web.Request) -> DownloadAnswer:
    """Where a download stands."""
    job = await find_job(parts_of(request), request.match_info["job_id"], JobKind.DOWNLOAD)
    result = DownloadedFile(f"/files/{job.track_id}/original") if job.status == "completed" else None
    return DownloadAnswer(
        success=True, job_id=job.id, status=job.status, progress=job.progress, result=result, error=job.error
    )
