"""One event on its way to browsers: put into words once, however many get it."""

from __future__ import annotations

from typing import Any, Final

import engineio.packet
import orjson
import socketio.packet

#: Where a surface gets the show, the jobs and the MIDI ports.
LIVE: Final = "/live"
JOBS: Final = "/jobs"
MIDI: Final = "/midi"


class SocketJson:
    """JSON for Socket.IO, which asks for a module with these two functions."""

    @staticmethod
    def dumps(value: object, **_options: object) -> str:
        """A value as text."""
        return orjson.dumps(value).decode()

    @staticmethod
    def loads(text: str, **_options: object) -> Any:
        """Text as a value."""
        return orjson.loads(text)


class Message:
    """An event of a namespace, ready to be sent any number of times."""

    __slots__ = ("packet", "size")

    def __init__(self, namespace: str, event: str, body: object) -> None:
        event_packet = socketio.packet.Packet(
            socketio.packet.EVENT, data=[event, body], namespace=namespace, binary=False
        )
        text = event_packet.encode()
        #: What engine.io sends.
        self.packet: Final = engineio.packet.Packet(engineio.packet.MESSAGE, text)
        #: About how many bytes it takes.
        self.size: Final = len(text)
