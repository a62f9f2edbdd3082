"""The socket that OSC comes in by: it is emptied quickly, worked off little by little, and of a fader's flood only the
latest is worked off at all.

Thread: the rig's loop.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import Callable
from typing import Final

from sfa_live.osc.packet import stream_key
from sfa_live.osc.peers import Place

#: OSC is heard on this machine only: whoever can send, can play, and there is no password in it.
_HOST: Final = "127.0.0.1"
#: Datagrams read in one go, and those worked off in one.
_READ: Final = 256
_WORKED: Final = 32
#: Between two goes at the work the loop has this long for everything else, in seconds.
_REST: Final = 0.001
#: With so many waiting, no more are read: what comes then is the kernel's to keep or to lose.
_FULL: Final = 1024
#: What the kernel keeps while the loop is busy, in bytes.
_KEPT: Final = 1 << 20
_LONGEST: Final = 65_536
#: Behind these a fader may mean another deck's, or be moved once more: what came before is not replaced by what comes
#: after it.
_BORDERS: Final = (b"/deck/select", b"#bundle")

Take = Callable[[bytes, Place], None]


class Inlet:
    """An open port. ``take`` gets every datagram in order; of a fader's that wait only the latest."""

    def __init__(self, port: int, take: Take) -> None:
        """Raises `OSError` when the port is taken. Port 0 is any that is free."""
        self._take = take
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[object, tuple[bytes, Place]] = {}
        self._numbers = itertools.count()
        #: The number of the last datagram that no fader may be moved across.
        self._border = 0
        self._work_timer: asyncio.TimerHandle | None = None
        self._reading = True
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _KEPT)
            self._socket.bind((_HOST, port))
        except OSError:
            self._socket.close()
            raise
        self._loop.add_reader(self._socket, self._read)

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._socket.getsockname()[1]
        return port

    def send(self, data: bytes, target: Place) -> None:
        """Send a datagram; one that the system will not take is lost, as datagrams are."""
        try:
            self._socket.sendto(data, target)
        except OSError:
            return

    def close(self) -> None:
        """Give the port back; what was not worked off is forgotten."""
        if self._work_timer is not None:
            self._work_timer.cancel()
        self._loop.remove_reader(self._socket)
        self._socket.close()

    def _read(self) -> None:
        for _ in range(_READ):
            try:
                data, sender = self._socket.recvfrom(_LONGEST)
            except BlockingIOError:
                break
            except OSError:
                continue  # a peer that was told something has gone
            number = next(self._numbers)
            if data.startswith(_BORDERS):
                self._border = number
            key = stream_key(data)
            self._waiting[number if key is None else (self._border, sender, key)] = (data, sender)
        if len(self._waiting) >= _FULL:
            self._loop.remove_reader(self._socket)
            self._reading = False
        if self._work_timer is None:
            self._work()

    def _work(self) -> None:
        self._work_timer = None
        for key in list(itertools.islice(self._waiting, _WORKED)):
            self._take(*self._waiting.pop(key))
        if self._waiting:
            self._work_timer = self._loop.call_later(_REST, self._work)
        if not self._reading and len(self._waiting) < _FULL:
            self._loop.add_reader(self._socket, self._read)
            self._reading = True
