"""MIDI clock out: a thread of its own sends every receiver its ticks, each at its own moment.

It sleeps until the next tick of anybody is due and takes the master clock anew each time, a few milliseconds ahead at
most; so a tempo that changes is in the very next tick. It sends through ports of its own, never through those of lamps.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from midi.clock.line import Line
from midi.clock.receiver import STOP, Receiver
from midi.hurry import hurry
from midi.ports import ClockPort
from sfa_live.errors import MidiError

logger = logging.getLogger("sfa_live.midi.clock")

#: The longest sleep, in seconds: a tempo that changes meanwhile must be seen.
_LONGEST: Final = 0.005
#: Above the thread that hears controllers, below the audio threads: a tick has its moment, a press has a block.
_PRIORITY: Final = 55
#: Seconds that a port's giver waits until the thread has let go of it.
_PATIENCE: Final = 1.0


class _Out:
    """A port and its receiver."""

    def __init__(self, port: ClockPort) -> None:
        self.port = port
        self.receiver: Receiver | None = None
        #: Why it can be sent to no more.
        self.problem: str | None = None
        self.released = threading.Event()


class ClockSender:
    """The clock's thread. It lives while there is somebody to send to.

    Args:
        own: the show's clock as it is heard now. Called on the clock's thread; must be quick.
    """

    def __init__(self, own: Callable[[], Line]) -> None:
        self._own = own
        self._outs: dict[str, _Out] = {}
        self._leaving: list[_Out] = []
        self._swap = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def ports(self) -> frozenset[str]:
        """To whom it is sent now. Thread: any."""
        return frozenset(self._outs)

    def add(self, port_id: str, port: ClockPort) -> None:
        """Send to one more, from the next bar on. Thread: the keeper's."""
        with self._swap:
            self._outs[port_id] = _Out(port)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sfa-midi-clock", daemon=True)
            self._thread.start()

    def remove(self, port_id: str) -> None:
        """Stop a receiver, and close its port. Thread: the keeper's."""
        with self._swap:
            out = self._outs.pop(port_id)
            self._leaving.append(out)
        if not out.released.wait(_PATIENCE):
            logger.warning("%s is still being sent to", port_id)
        out.port.close()
        if not self._outs and self._thread is not None:
            self._thread.join(_PATIENCE)
            self._thread = None

    def take_broken(self) -> dict[str, str]:
        """The ports that could not be sent to since the last time, and why; they are closed. Thread: the keeper's."""
        broken = {port_id: out.problem for port_id, out in self._outs.items() if out.problem}
        for port_id in broken:
            self.remove(port_id)
        return broken

    def _run(self) -> None:
        hurry(_PRIORITY, "MIDI clock is sent at normal priority")
        while self._outs or self._leaving:
            now = time.monotonic()
            line = self._own()
            moment = now + _LONGEST
            for out in tuple(self._outs.values()):
                moment = min(moment, self._serve(out, line, now))
            self._let_go()
            time.sleep(max(0.0, moment - time.monotonic()))
        self._let_go()

    def _serve(self, out: _Out, line: Line, now: float) -> float:
        """Send what is due; the moment at which there is more."""
        if out.problem is not None:
            return now + _LONGEST
        until = now + out.port.ahead_s
        out.receiver = receiver = out.receiver or Receiver(line, until)
        try:
            for at, message in receiver.due(line, until):
                out.port.send(message, at)
        except MidiError as wrong:
            out.problem = wrong.message
        return receiver.moment_of_next(line) - out.port.ahead_s

    def _let_go(self) -> None:
        """Stop those who are sent to no more."""
        with self._swap:
            leaving, self._leaving = self._leaving, []
        for out in leaving:
            try:
                if out.problem is None and out.receiver is not None and out.receiver.runs:
                    out.port.send(STOP, time.monotonic() + out.port.ahead_s)
            except MidiError as wrong:
                logger.debug("stopping a receiver of the clock: %s", wrong.message)
            out.released.set()
