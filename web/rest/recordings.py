"""What was recorded of the show: to be listed, listened to and taken along."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web
from msgspec import Struct

from sfa_live.errors import NotFoundError
from sfa_live.storage import Recording, find_recording, list_recordings
from web.filenames import attachment
from web.parts import parts_of
from web.routing import Resource
from web.sending import send_file

recordings: Final = Resource("recordings")


class Recordings(Struct, frozen=True):
    """Every recording there is, the newest first."""

    recordings: tuple[Recording, ...]


@recordings.route("GET", "/export/recordings", gives=Recordings)
async def read_recordings(request: web.Request) -> Recordings:
    """The recordings, the newest first."""
    folder = parts_of(request).settings.recordings
    return Recordings(await asyncio.to_thread(list_recordings, folder))


@recordings.route("GET", "/export/recordings/{name}", gives="application/octet-stream")
async def export_recording(request: web.Request) -> web.StreamResponse:
    """One recording by its name, FLAC or WAV, whole or a range of it."""
    name = request.match_info["name"]
    path = await asyncio.to_thread(find_recording, parts_of(request).settings.recordings, name)
    if path is None:
        raise NotFoundError("There is no such recording.")
    return await send_file(path, attachment(path.name))
