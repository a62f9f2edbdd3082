"""The server's end of the link."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Final, Self

from sfa_live.errors import (
    ActionError,
    EngineError,
    LinkError,
    NotFoundError,
    NotReadyError,
    SfaError,
    StaleError,
    StoreError,
)
from sfa_live.link.address import socket_path
from sfa_live.link.lines import LONGEST_LINE, read_line, write_line
from sfa_live.model.show_state import apply_changes
from sfa_live.settings import Settings

log = logging.getLogger("sfa_live.link")

#: ``listener(kind, body)`` with kind state, patch, meters, event or link. Called on the loop; must not wait.
Listener = Callable[[str, Mapping[str, Any]], None]

#: How long the server waits before it calls a rig that does not answer again, in seconds.
_CALL_AGAIN: Final = 0.1
#: How long an action may take before its hand is told that the rig is stuck, in seconds.
_PATIENCE: Final = 5.0

#: What a refused action becomes again on this side of the line.
_FAMILIES: Final[Mapping[int, type[SfaError]]] = {
    kind.status: kind for kind in (ActionError, NotFoundError, StoreError, EngineError)
}


class RigLink:
    """A line to the rig that mends itself, and a mirror of the show. Thread: the server's event loop."""

    def __init__(self, settings: Settings) -> None:
        self._path = socket_path(settings)
        self._writer: asyncio.StreamWriter | None = None
        self._task: asyncio.Task[None] | None = None
        self._listeners: list[Listener] = []
        self._ids = itertools.count(1)
        self._replies: dict[int, asyncio.Future[dict[str, Any]]] = {}
        #: The whole state in wire form, as of the last patch; None before the rig was first heard.
        self.state: dict[str, Any] | None = None
        #: The latest meters in wire form.
        self.meters: dict[str, Any] | None = None

    @property
    def connected(self) -> bool:
        """Whether the rig is on the line."""
        return self._writer is not None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self.run(), name="rig-link")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear what the rig tells; the answer ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def act(self, name: object, args: object = None, origin: str = "web") -> dict[str, int]:
        """Ask the rig for an action; ``{seq, frame}`` when it has been done.

        Raises the error that the rig answered with, or `LinkError` when it is away.
        """
        answer = await self._question({"kind": "act", "action": name, "args": args, "origin": origin})
        return {"seq": answer["seq"], "frame": answer["frame"]}

    async def ask(self, question: str, **body: Any) -> Any:
        """Ask the rig for something that is no action. Raises as `act` does."""
        return (await self._question({"kind": "ask", "question": question, "body": body}))["body"]

    async def monitor(self, port_id: str | None) -> None:
        """Have every message of a MIDI port told as an event; None ends it."""
        if self._writer is None:
            raise LinkError("The rig is restarting. Try again in a moment.")
        write_line(self._writer, {"kind": "monitor", "port_id": port_id})

    async def _question(self, message: dict[str, Any]) -> dict[str, Any]:
        if self._writer is None:
            raise LinkError("The rig is restarting. Try again in a moment.")
        number = next(self._ids)
        reply: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._replies[number] = reply
        try:
            write_line(self._writer, {**message, "id": number})
            answer = await asyncio.wait_for(reply, _PATIENCE)
        except TimeoutError as late:
            raise LinkError("The rig does not answer. It may be restarting.") from late
        finally:
            self._replies.pop(number, None)
        if error := answer.get("error"):
            raise _error_from_wire(error)
        return answer

    async def run(self) -> None:
        """Call the rig, listen, and call again for ever."""
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(self._path, limit=LONGEST_LINE)
            except OSError:
                await asyncio.sleep(_CALL_AGAIN)
                continue
            try:
                await self._listen(reader, writer)
            finally:
                self._hang_up(writer)
            await asyncio.sleep(_CALL_AGAIN)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (message := await read_line(reader)) is not None:
            kind = message.get("kind")
            if kind == "reply":
                waiting = self._replies.get(message["id"])
                if waiting is not None and not waiting.done():
                    waiting.set_result(message)
                continue
            body = message["body"]
            if kind == "state":
                self.state = body
                if self._writer is None:
                    self._writer = writer
                    self._tell("link", {"connected": True})
            elif kind == "patch" and self.state is not None:
                apply_changes(self.state, body["changes"])
                self.state["seq"] = body["seq"]
            elif kind == "meters":
                self.meters = body
            self._tell(str(kind), body)

    def _hang_up(self, writer: asyncio.StreamWriter) -> None:
        writer.close()
        if self._writer is None:
            return
        self._writer = None
        self.meters = None
        for reply in self._replies.values():
            if not reply.done():
                reply.set_exception(LinkError("The rig went away before it could answer. It is being restarted."))
        self._tell("link", {"connected": False})

    def _tell(self, kind: str, body: Mapping[str, Any]) -> None:
        for listener in list(self._listeners):
            try:
                listener(kind, body)
            except Exception:
                log.exception("A listener to the rig failed on %s.", kind)


def _error_from_wire(error: Mapping[str, Any]) -> SfaError:
    """The error that the rig raised, on this side of the line."""
    status, code, message = error.get("status"), str(error["code"]), str(error["message"])
    if status == NotReadyError.status:
        kind: type[SfaError] = StaleError if code == StaleError.code else NotReadyError
    else:
        kind = _FAMILIES.get(status or 0, ActionError)
    return kind(message, code=code)
