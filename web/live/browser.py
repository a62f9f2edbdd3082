"""One browser on its socket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Final, Protocol

import engineio.exceptions
from engineio.packet import Packet

from web.live.message import Message
from web.live.outbox import Outbox

log = logging.getLogger("sfa_live.web")

#: A browser that takes nothing for so many seconds is dropped; it calls again when it lives.
_PATIENCE: Final = 8.0


class EngineSocket(Protocol):
    """What we use of engine.io's own socket."""

    sid: str
    #: Packets on their way; `join` returns when the connection has taken all of them.
    queue: asyncio.Queue[Packet]

    async def send(self, packet: Packet) -> None:
        """Put a packet on its way."""

    async def close(self, wait: bool = True, abort: bool = False) -> None:
        """End the session."""


class Browser:
    """What we know of one connection, whichever of the namespaces it has joined. Thread: the event loop."""

    def __init__(
        self,
        socket: EngineSocket,
        whole: Callable[[Browser], Iterable[Message]],
        transport: Callable[[], asyncio.Transport | None],
    ) -> None:
        self._socket = socket
        self._transport = transport
        #: The namespaces it listens to, each with its own id there.
        self.namespaces: dict[str, str] = {}
        #: The jobs that it wants to hear of.
        self.jobs: set[str] = set()
        #: Its actions that the rig has not answered yet.
        self.asked = 0
        #: The MIDI port that it monitors; "*" is all of them.
        self.monitors: str | None = None
        #: It has begun to monitor and waits for what came before.
        self.wants_history = False
        self.outbox = Outbox(self._send, lambda: whole(self))
        self._task = asyncio.create_task(self._run(), name=f"outbox-{socket.sid}")

    @property
    def waiting(self) -> int:
        """Bytes that are kept for it because it has not taken them yet."""
        transport = self._transport()
        return self.outbox.size + (transport.get_write_buffer_size() if transport else 0)

    def leave(self) -> None:
        """Send nothing more."""
        self._task.cancel()

    def drop(self) -> None:
        """End the connection now, whatever was still on its way."""
        if (transport := self._transport()) is not None:
            transport.abort()

    async def _run(self) -> None:
        try:
            await self.outbox.run()
        except TimeoutError:
            log.warning("A browser has taken nothing for %.0f s and is dropped.", _PATIENCE)
            # First the connection, while it is still known: engine.io alone would wait for its last word for ever.
            self.drop()
            await self._socket.close(wait=False, abort=True)
        except engineio.exceptions.SocketIsClosedError:
            # It left between two messages; engine.io tells the namespaces.
            pass

    async def _send(self, message: Message) -> None:
        async with asyncio.timeout(_PATIENCE):
            await self._socket.send(message.packet)
            await self._socket.queue.join()
