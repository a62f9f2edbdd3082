"""One open port and the thread on which it is opened, sent to and closed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Generic, Protocol, TypeVar

from midi.devices.errands import Errands
from midi.devices.hearing import GuardedInput
from midi.feedback.pace import Pace
from midi.ports import OutputPort

#: A driver that has not come back after so many seconds hangs.
_PATIENCE: Final = 1.0
#: Seconds between two system exclusive messages: units that store what they are told lose what comes faster.
_APART: Final = 0.001
_SYSEX: Final = 0xF0


class Port(Protocol):
    """Either kind of port."""

    def close(self) -> None:
        """Give it back."""
        ...


P = TypeVar("P", bound=Port)


class Line(Generic[P]):
    """A port that is being opened, is open, or is being closed. Thread: the keeper's; nothing here waits."""

    def __init__(self, name: str, opened: Callable[[], P], done: Callable[[], None]) -> None:
        """``done`` is called, on the line's thread, whenever something was finished."""
        self._opened = opened
        self._errands = Errands(name, done)
        #: The port, as soon as it is open.
        self.port: P | None = None
        self._errands.run(self._open)

    @property
    def busy(self) -> bool:
        """Whether the driver has not done yet what it was asked."""
        return self._errands.busy

    def hangs(self, now: float) -> bool:
        """Whether the driver does not come back. ``now``: `time.monotonic`."""
        return self._errands.hangs(now, _PATIENCE)

    def take_problem(self) -> str | None:
        """What went wrong since the last call, in a sentence."""
        return self._errands.take_problem()

    def close(self) -> None:
        """Close the port for good, behind all that is to be sent."""
        self._errands.run(self._close)
        self._errands.end()

    def join(self, patience: float) -> bool:
        """Wait until it is closed; False when that takes longer than so many seconds."""
        return self._errands.join(patience)

    def _open(self) -> None:
        self.port = self._opened()

    def _close(self) -> None:
        port, self.port = self.port, None
        if port is not None:
            port.close()


class OutputLine(Line[OutputPort]):
    """An output's."""

    def send(self, messages: Sequence[bytes], pace: Pace | None = None) -> None:
        """Send these, in order; system exclusive ones with a pause behind each.

        ``pace``: wait until each may leave; without it they may leave now, all of them.
        """
        self._errands.run(partial(self._send, messages, pace))

    def _send(self, messages: Sequence[bytes], pace: Pace | None) -> None:
        port = self.port
        if port is None:
            return
        for message in messages:
            while pace is not None and not pace.take(1, time.monotonic()):
                time.sleep(_APART)
            port.send(message)
            if message[0] == _SYSEX:
                time.sleep(_APART)


InputLine = Line[GuardedInput]
