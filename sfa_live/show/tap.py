"""Tap tempo (row L-083): at most eight taps count, two seconds of rest begin anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Taps further apart than this, in seconds, begin a new count.
_REST: Final = 2.0
#: Only the last taps count.
_MOST: Final = 8
#: Tempi that are believed, in bpm.
_SLOWEST: Final = 20.0
_FASTEST: Final = 400.0


@dataclass(frozen=True, slots=True)
class Taps:
    """The taps of one hand so far, in seconds of a steady clock, or of a song."""

    times: tuple[float, ...] = ()
    #: How many there were since the last rest, those included that do not count any more.
    count: int = 0

    def tap(self, now: float) -> Taps:
        """With one more tap. A song that has jumped back begins a new count."""
        if self.times and not 0.0 <= now - self.times[-1] <= _REST:
            return Taps((now,), 1)
        return Taps((*self.times, now)[-_MOST:], self.count + 1)

    @property
    def bpm(self) -> float | None:
        """The tempo that was tapped, to a tenth; None until there are two taps or when it is out of all reason."""
        if len(self.times) < 2 or self.times[-1] <= self.times[0]:
            return None
        bpm = 60.0 * (len(self.times) - 1) / (self.times[-1] - self.times[0])
        return round(bpm, 1) if _SLOWEST < bpm < _FASTEST else None
