"""A clock's output where the system sends at once: the clock's thread keeps the time."""

from __future__ import annotations

from midi.ports import OutputPort


class AtOnce:
    """An output that is the clock's alone."""

    ahead_s = 0.0

    def __init__(self, port: OutputPort) -> None:
        self._port = port

    def send(self, message: bytes, at: float) -> None:
        """Send it now: its moment is here."""
        del at
        self._port.send(message)

    def close(self) -> None:
        """Give the port back."""
        self._port.close()
