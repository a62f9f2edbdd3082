"""From ticks that come a little early and late, or not at all, to a tempo and a beat that can be played to.

A line is laid through the latest ticks: each one moves it by as much as it weighs among all that were heard since the
tempo last changed, six beats at most. That is least squares, one tick at a time. Ticks that all lie on one side of the
line, further than their own unrest explains, are a tempo that has changed: then only the latest count.

Chosen by simulation (``sfa-live bench clock`` has its figures): of windows of least squares, steady filters and medians
this has the least error at rest, and is with a jump of the tempo within a beat.
"""

from __future__ import annotations

from typing import Final

#: Ticks of MIDI clock in a beat.
TICKS: Final = 24
#: The most ticks that the line lies on: six beats.
_MOST: Final = 144
#: As many count when the tempo has changed.
_FRESH: Final = 6
#: A tick's unrest that is always forgiven, in seconds.
_UNREST_S: Final = 0.0006
#: Unrests that ticks on one side add up to before the tempo has changed.
_CHANGED: Final = 7.5
#: How much of the unrest that is known the latest tick makes.
_SHARE: Final = 0.01
#: So many gaps in a row are no lost ticks: the clock goes that slowly.
_GAPS: Final = 4


class Ticks:
    """The line through one clock's ticks. All times in seconds. Thread: one."""

    def __init__(self) -> None:
        #: Ticks that count, the latest one's number, and when it came.
        self.heard = 0
        self.number = 0
        self._last = 0.0
        #: Where the line is at the latest tick, and how long a tick takes on it.
        self.at = 0.0
        self.period = 0.0
        self._unrest = _UNREST_S
        self._early = self._late = 0.0
        self._gaps = 0

    @property
    def bpm(self) -> float:
        """The tempo; 0 before the second tick."""
        return 60.0 / TICKS / self.period if self.period else 0.0

    def hear(self, at: float) -> None:
        """One more tick came."""
        if self.heard == 0:
            self._last = self.at = at
            self.heard = 1
            return
        since = self._count(at)
        self._last = at
        if self.heard == 1:
            self.period = max(1e-4, (at - self.at) / since)
            self.at = at
            self.heard = 2
            return
        aim = self.at + self.period * since
        off = at - aim
        self._judge(off)
        self.heard = count = min(self.heard + 1, _MOST)
        # Least squares, told tick by tick: what the newest of so many moves the line's end, and its slope.
        self.at = aim + off * 2.0 * (2 * count - 1) / (count * (count + 1))
        self.period = max(1e-4, self.period + off / since * 6.0 / (count * (count + 1)))

    def _count(self, at: float) -> int:
        """Number the tick, with those that were lost before it; how many numbers further it is."""
        since = max(1, round((at - self._last) / self.period)) if self.period else 1
        self._gaps = self._gaps + 1 if since > 1 else 0
        if self._gaps == _GAPS:
            # None was lost: it goes slower. What was taken for lost has never been.
            self._gaps = 0
            self.number -= (since - 1) * (_GAPS - 1)
            self.at, self.heard, self.period, since = self._last, 1, 0.0, 1
        self.number += since
        return since

    def _judge(self, off: float) -> None:
        """Begin anew with the latest ticks when all of them are on one side."""
        size = abs(off)
        self._late = max(0.0, self._late + off - self._unrest)
        self._early = max(0.0, self._early - off - self._unrest)
        if max(self._late, self._early) > _CHANGED * self._unrest:
            self.heard = min(self.heard, _FRESH - 1)
            self._late = self._early = 0.0
        elif self.heard > _FRESH:
            # The mean of what is evenly spread up to a bound is half of it; forgiven is what most are within.
            self._unrest += (max(_UNREST_S, 1.2 * size) - self._unrest) * _SHARE
