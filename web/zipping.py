"""A zip file that is written while it is sent: nothing is kept, and a slow reader slows the writing down."""

from __future__ import annotations

import asyncio
import io
import logging
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from aiohttp import hdrs, web

from web.filenames import attachment

log = logging.getLogger("sfa_live.web")

#: Bytes that are sent at a time.
_CHUNK: Final = 1 << 18
#: A reader that takes nothing for so many seconds is given up.
_PATIENCE: Final = 30.0


async def send_zip(request: web.Request, members: Iterable[tuple[str, Path]], name: str) -> web.StreamResponse:
    """Send files, by the names they shall have, as one zip; they are stored as they are, sound does not shrink."""
    response = web.StreamResponse(headers={**attachment(name), hdrs.CACHE_CONTROL: "private, no-cache"})
    response.content_type = "application/zip"
    await response.prepare(request)
    try:
        await asyncio.to_thread(_write_zip, _Sink(response, asyncio.get_running_loop()), members)
    except OSError as wrong:
        # Part of it is out already: a cut connection is the only way left to say that it is not whole.
        log.warning("%s was not sent to its end: %s", name, wrong)
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionResetError("The zip file could not be finished.") from wrong
    await response.write_eof()
    return response


class _Sink(io.RawIOBase):
    """A file whose bytes go to a response. Written in a thread, which waits until the loop has passed them on."""

    def __init__(self, response: web.StreamResponse, loop: asyncio.AbstractEventLoop) -> None:
        self._response = response
        self._loop = loop

    def writable(self) -> bool:
        """It is all that it is."""
        return True

    def write(self, data: Any) -> int:
        """Pass bytes on; returns when the connection has taken them."""
        passing = asyncio.wait_for(self._response.write(bytes(data)), _PATIENCE)
        asyncio.run_coroutine_threadsafe(passing, self._loop).result()
        return len(data)


def _write_zip(sink: _Sink, members: Iterable[tuple[str, Path]]) -> None:
    with io.BufferedWriter(sink, _CHUNK) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, path in members:
            archive.write(path, name)
