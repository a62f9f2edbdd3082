"""The rig's end of the link."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any, Protocol

from sfa_live.errors import EngineError, SfaError
from sfa_live.link.lines import LONGEST_LINE, read_line, write_line

log = logging.getLogger("sfa_live.link")


class RigFace(Protocol):
    """What the rig answers with."""

    def whole(self) -> dict[str, Any]:
        """The whole state, in wire form."""

    def act(self, name: object, args: object, origin: str) -> Awaitable[Mapping[str, int]]:
        """Do what is asked; ``{seq, frame}`` when the engine has done it. Raises `SfaError`."""

    def ask(self, question: object, body: Mapping[str, Any]) -> Awaitable[Any]:
        """What else is asked of the rig, by the question's name; plain JSON values. Raises `SfaError`."""

    def monitor(self, port_id: str | None) -> None:
        """Tell every message of that MIDI port from now on; None ends it."""


class LinkServer:
    """Listens on the rig's socket. Thread: the rig's event loop."""

    def __init__(self, path: Path, face: RigFace) -> None:
        self._path = path
        self._face = face
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to listen; a socket that a dead rig left is replaced."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self._path, limit=LONGEST_LINE)
        self._path.chmod(0o600)

    async def stop(self) -> None:
        """Hang up and remove the socket."""
        if self._server is None:
            return
        self._server.close()
        for writer in list(self._writers):
            writer.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()
        self._path.unlink(missing_ok=True)

    def tell(self, kind: str, body: Mapping[str, Any]) -> None:
        """Send to every server that listens; meters may be left out for one that is behind."""
        for writer in self._writers:
            write_line(writer, {"kind": kind, "body": body}, droppable=kind == "meters")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        write_line(writer, {"kind": "state", "body": self._face.whole()})
        self._writers.add(writer)
        try:
            while (message := await read_line(reader)) is not None:
                self._hear(message, writer)
        finally:
            self._writers.discard(writer)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    def _hear(self, message: Mapping[str, Any], writer: asyncio.StreamWriter) -> None:
        match message.get("kind"):
            case "act" | "ask":
                task = asyncio.create_task(self._answer(message, writer))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            case "monitor":
                self._face.monitor(message.get("port_id"))
            case unknown:
                log.warning("The server said %r, which the rig does not know.", unknown)

    async def _answer(self, message: Mapping[str, Any], writer: asyncio.StreamWriter) -> None:
        reply: dict[str, Any] = {"kind": "reply", "id": message.get("id")}
        what = message.get("action", message.get("question"))
        try:
            if message["kind"] == "act":
                reply |= await self._face.act(what, message.get("args"), str(message.get("origin", "web")))
            else:
                reply["body"] = await self._face.ask(what, message.get("body") or {})
        except SfaError as wrong:
            reply["error"] = wrong.to_wire() | {"status": wrong.status}
        except Exception:
            log.exception("%r failed in the rig.", what)
            failed = EngineError("The rig could not do that; its log says why.", code="rig_error")
            reply["error"] = failed.to_wire() | {"status": failed.status}
        write_line(writer, reply)
