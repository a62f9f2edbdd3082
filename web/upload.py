"""An upload, written to staging as it arrives: bounded in size, in parts and in how long it may take."""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePosixPath
from typing import Final

from aiohttp import BodyPartReader, MultipartReader, web

from sfa_live.model.track import TrackView
from web.filenames import plain_name, plain_suffix
from web.limits import Limits
from web.parts import Parts

#: Bytes that are read and written at a time.
_CHUNK: Final = 1 << 18
_YES: Final = frozenset({"1", "true", "on", "yes"})


async def receive_upload(request: web.Request, parts: Parts) -> TrackView:
    """Read the request's form and hand what it brought to the library; nothing stays behind when that fails."""
    limits = parts.limits
    if (request.content_length or 0) > limits.upload_bytes + limits.upload_parts * limits.field_bytes:
        raise _too_large(limits)
    await asyncio.to_thread(parts.store.require_space, request.content_length or 0)
    staging = await asyncio.to_thread(parts.store.staging)
    try:
        upload = _Upload(staging.folder, limits)
        await upload.read(await request.multipart())
        place, name = await asyncio.to_thread(upload.settle)
        return await parts.library.add_upload(place, name, upload.fields.get("title") or None)
    finally:
        await asyncio.to_thread(staging.remove)


class _Upload:
    """One form on its way into a staging folder."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits
        self._left = limits.upload_bytes
        #: What came, by the name that its sender gave it.
        self._files: list[tuple[str, Path]] = []
        self._as_stems = False
        self.fields: dict[str, str] = {}

    async def read(self, form: MultipartReader) -> None:
        """Read the whole form; 400, 408 or 413 as soon as it is clear that it cannot be taken."""
        try:
            async with asyncio.timeout(self._limits.upload_patience) as clock:
                await self._read_parts(form, clock)
        except TimeoutError as late:
            raise web.HTTPRequestTimeout(text="The upload came to a halt. Send it again.") from late
        except ValueError as wrong:
            raise web.HTTPBadRequest(text=f"The form cannot be read: {wrong}.") from wrong

    def settle(self) -> tuple[Path, str]:
        """The file or the folder of stems that came, and its name. Blocks."""
        if not self._files:
            raise web.HTTPBadRequest(text="The form has no file. Send one in a field named 'file'.")
        if self._as_stems or self.fields.get("stems", "").lower() in _YES:
            return self._settle_stems()
        if len(self._files) > 1:
            text = "Send one song at a time, or add the field 'stems=1' when the files are the stems of one song."
            raise web.HTTPBadRequest(text=text)
        name, path = self._files[0]
        return path, PurePosixPath(name).name

    def _settle_stems(self) -> tuple[Path, str]:
        folder = self._folder / "stems"
        folder.mkdir()
        for name, path in self._files:
            place = folder / PurePosixPath(name).name
            if place.exists():
                raise web.HTTPBadRequest(text=f"Two of the stems are called {place.name!r}. Rename one of them.")
            path.rename(place)
        parents = {PurePosixPath(name).parent.name for name, _ in self._files} - {""}
        return folder, min(parents, default="Stems")

    async def _read_parts(self, form: MultipartReader, clock: asyncio.Timeout) -> None:
        count = 0
        while (part := await form.next()) is not None:
            count += 1
            if count > self._limits.upload_parts:
                text = f"An upload has at most {self._limits.upload_parts} parts."
                raise web.HTTPRequestEntityTooLarge(self._limits.upload_parts, count, text=text)
            if not isinstance(part, BodyPartReader):
                raise web.HTTPBadRequest(text="A form within a form cannot be read.")
            if part.filename is None:
                self.fields[part.name or ""] = await self._read_field(part)
            else:
                self._as_stems |= part.name == "folder"
                await self._read_file(part, plain_name(part.filename), clock)

    async def _read_field(self, part: BodyPartReader) -> str:
        value = bytearray()
        while chunk := await part.read_chunk(self._limits.field_bytes):
            value += chunk
            if len(value) > self._limits.field_bytes:
                raise _too_large(self._limits)
        return value.decode("utf-8", "replace").strip()

    async def _read_file(self, part: BodyPartReader, name: str, clock: asyncio.Timeout) -> None:
        path = self._folder / f"{len(self._files)}{plain_suffix(name)}"
        self._files.append((name, path))
        loop, came = asyncio.get_running_loop(), 0
        file = await asyncio.to_thread(path.open, "xb")
        try:
            while chunk := await part.read_chunk(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise _too_large(self._limits)
                await asyncio.to_thread(file.write, chunk)
                came += len(chunk)
                if came >= self._limits.upload_pace_bytes:
                    came = 0
                    clock.reschedule(loop.time() + self._limits.upload_patience)
        finally:
            await asyncio.to_thread(file.close)


def _too_large(limits: Limits) -> web.HTTPException:
    size = limits.upload_bytes
    text = f"An upload has at most {size // 1_000_000} MB. Send a shorter or a compressed file."
    return web.HTTPRequestEntityTooLarge(size, size + 1, text=text)
