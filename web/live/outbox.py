"""What one browser has still to be sent, with a bound: a phone that stopped reading costs nobody else anything.

The library's own queue has no bound, so it is never given more than one message at a time. Whoever falls behind loses
what was waiting and gets the whole picture instead, once there is room again; of meters only the latest ever waits.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from web.live.message import Message

#: Bytes that wait at most; far more than a burst of changes, far less than what hurts.
_LIMIT: Final = 256 << 10


class Outbox:
    """Messages in order, meters aside. Thread: the event loop; `run` is its one task.

    Args:
        send: Returns when the browser's connection has taken the message, or raises when it will not.
        whole: The messages that replace everything a browser has missed.
    """

    def __init__(self, send: Callable[[Message], Awaitable[None]], whole: Callable[[], Iterable[Message]]) -> None:
        self._send = send
        self._whole = whole
        self._waiting: deque[Message] = deque()
        self._bytes = 0
        self._meters: Message | None = None
        self._behind = False
        self._filled = asyncio.Event()

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return self._bytes

    def put(self, message: Message) -> None:
        """Send this after what is waiting. A browser that is behind gets the whole instead, when it can take it."""
        if self._behind:
            return
        if self._bytes + message.size > _LIMIT:
            self.catch_up()
            return
        self._waiting.append(message)
        self._bytes += message.size
        self._filled.set()

    def put_meters(self, message: Message) -> None:
        """Send this once everything else has gone, unless newer meters come first."""
        self._meters = message
        self._filled.set()

    def catch_up(self) -> None:
        """Forget what is waiting and send the whole."""
        self._waiting.clear()
        self._bytes = 0
        self._behind = True
        self._filled.set()

    async def run(self) -> None:
        """Send for ever, one at a time; ends with the error of `send`."""
        while True:
            await self._filled.wait()
            message = self._next()
            if message is None:
                self._filled.clear()
            else:
                await self._send(message)

    def _next(self) -> Message | None:
        if self._behind:
            self._behind = False
            for message in self._whole():
                self._waiting.append(message)
                self._bytes += message.size
        if self._waiting:
            message = self._waiting.popleft()
            self._bytes -= message.size
            return message
        meters, self._meters = self._meters, None
        return meters
