"""Files on their way out: by id, never by path, with ranges."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web

from sfa_live.errors import NotFoundError

#: What a file is sent as, by its suffix; anything else is bytes, so that no browser ever runs it.
_TYPES: Final = {
    ".wav": "audio/wav",
    ".aif": "audio/aiff",
    ".aiff": "audio/aiff",
    ".flac": "audio/flac",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".mp4": "audio/mp4",
    ".json": "application/json",
}


async def send_file(path: Path, headers: Mapping[str, str] | None = None) -> web.FileResponse:
    """A file as an answer, whole or a range of it; the browser asks each time whether it is still the same."""
    if not await asyncio.to_thread(path.is_file):
        raise NotFoundError("There is no such file yet.")
    plain: dict[str, str] = {
        hdrs.CONTENT_TYPE: _TYPES.get(path.suffix.lower(), "application/octet-stream"),
        hdrs.CACHE_CONTROL: "private, no-cache",
    }
    return web.FileResponse(path, chunk_size=1 << 18, headers={**plain, **(headers or {})})
