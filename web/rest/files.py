"""The files of a track, by its id, with ranges: for players, and for taking along."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from aiohttp import web

from sfa_live.errors import NotFoundError
from sfa_live.storage import MediaStore
from web.filenames import attachment
from web.parts import parts_of
from web.routing import Resource
from web.sending import send_file
from web.zipping import send_zip

files: Final = Resource("files")


@files.route("GET", "/files/{track_id}/{kind:.+}", gives="application/octet-stream")
async def read_file(request: web.Request) -> web.StreamResponse:
    """One file of a track; ``kind`` is original, source, analysis, waveform, or stems/ and a stem's name."""
    track_id, kind = request.match_info["track_id"], request.match_info["kind"]
    path = await asyncio.to_thread(_place, parts_of(request).store, track_id, kind)
    if path is None:
        raise NotFoundError("There is no such file.")
    return await send_file(path)


@files.route("GET", "/export/stem/{stem_id}", gives="audio/wav")
async def export_stem(request: web.Request) -> web.StreamResponse:
    """One stem, to be saved under the song's name."""
    parts = parts_of(request)
    track, stem = await parts.library.stem(request.match_info["stem_id"])
    path = parts.store.stem(track.id, stem.stem_type)
    return await send_file(path, attachment(f"{track.title} - {stem.stem_type}.wav"))


@files.route("GET", "/export/stems/{track_id}", gives="application/zip")
async def export_stems(request: web.Request) -> web.StreamResponse:
    """All stems of a track in one zip file, written as it goes."""
    parts = parts_of(request)
    track = await parts.library.track(request.match_info["track_id"])
    members = [
        (f"{track.title} - {stem.stem_type}.wav".replace("/", "_"), parts.store.stem(track.id, stem.stem_type))
        for stem in track.stems
    ]
    if not members or not await asyncio.to_thread(lambda: all(path.is_file() for _, path in members)):
        raise NotFoundError(f"“{track.title}” has no stems yet.")
    return await send_zip(request, members, f"{track.title} - stems.zip")


@files.route("GET", "/export/analysis/{track_id}", gives="application/json")
async def export_analysis(request: web.Request) -> web.StreamResponse:
    """The whole analysis of a track, every beat included."""
    parts = parts_of(request)
    track = await parts.library.track(request.match_info["track_id"])
    return await send_file(parts.store.analysis(track.id), attachment(f"{track.title} - analysis.json"))


def _place(store: MediaStore, track_id: str, kind: str) -> Path | None:
    """Where that file lies, or None when there is no such kind. The store checks the id, and names the stem anew."""
    match kind.split("/"):
        case ["original"]:
            return store.original(track_id)
        case ["source"]:
            return store.source(track_id)
        case ["analysis"]:
            return store.analysis(track_id)
        case ["waveform"]:
            return store.waveform(track_id)
        case ["stems", name]:
            return store.stem(track_id, name)
        case _:
            return None
