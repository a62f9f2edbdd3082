"""What one receiver of MIDI clock is sent, and when: ticks on the beat, a Start on the bar.

Every tick is one of the master clock's twenty-fourths of a beat, and has its number; the next one is always the number
behind the last. So however the tempo moves, none is lost and none is sent twice. Where the clock itself leaps, the
receiver is stopped, told the song position, and let go on at the next sixteenth; from before its own beginning it
begins anew with the next bar.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from midi.clock.line import Line
from midi.clock.ticks import TICKS

CLOCK: Final = bytes([0xF8])
START: Final = bytes([0xFA])
CONTINUE: Final = bytes([0xFB])
STOP: Final = bytes([0xFC])
_POSITION: Final = 0xF2

_BAR: Final = 4 * TICKS
_SIXTEENTH: Final = TICKS // 4
#: Song position has fourteen bits; songs that are longer begin anew.
_POSITIONS: Final = 1 << 14
#: Beats by which the clock may be elsewhere than it was going to be, and than another tempo explains. Any more is a
#: leap. The tempo may have changed so many seconds before the last look: what is sent ahead was sent by the old one.
_LEAP: Final = 0.1
_BEFORE_THE_LOOK_S: Final = 0.05
#: Start, Continue and song position come half a tick before the tick that they are for.
_BEFORE: Final = 0.5


class Receiver:
    """One receiver's place in the music. Pure: it is told the clock, and tells what is to be sent. Thread: one."""

    def __init__(self, line: Line, now: float) -> None:
        self._line = line
        #: Up to when it has been served.
        self._until = now
        #: The number of the next tick.
        self._next = math.floor(line.beat_at(now) * TICKS) + 1
        #: The tick that Start, or Continue, is for; None while it runs.
        self._go: int | None = _ceil(self._next + 1, _BAR)
        self._greeting = START
        #: The tick that is song position 0.
        self._origin = self._go
        self._has_to_stop = False
        #: When the last message was for: the next one is never before it.
        self._latest = now

    @property
    def runs(self) -> bool:
        """Whether it has been started."""
        return self._go is None

    def due(self, line: Line, until: float) -> Iterator[tuple[float, bytes]]:
        """What is to be sent up to a moment, in its order, each with its own moment."""
        here = line.beat_at(until)
        explained = abs(line.bpm - self._line.bpm) / 60.0 * (until - self._until + _BEFORE_THE_LOOK_S)
        if abs(here - self._line.beat_at(until)) > _LEAP + explained:
            self._leap(here * TICKS)
        self._line, self._until = line, until
        for at, message in self._all_due(line, until):
            self._latest = max(self._latest, at)
            yield self._latest, message

    def _all_due(self, line: Line, until: float) -> Iterator[tuple[float, bytes]]:
        if self._has_to_stop:
            self._has_to_stop = False
            yield until, STOP
        while self.moment_of_next(line) <= until:
            if self._go is not None and self._go - _BEFORE < self._next:
                yield from self._greet(line, self._go)
            else:
                yield line.moment_of(self._next / TICKS), CLOCK
                self._next += 1

    def moment_of_next(self, line: Line) -> float:
        """When there is something to send again, if the clock goes on like this."""
        number = self._next if self._go is None else min(self._next, self._go - _BEFORE)
        return line.moment_of(number / TICKS)

    def _greet(self, line: Line, tick: int) -> Iterator[tuple[float, bytes]]:
        at = line.moment_of((tick - _BEFORE) / TICKS)
        if self._greeting is CONTINUE:
            position = (tick - self._origin) // _SIXTEENTH % _POSITIONS
            yield at, bytes([_POSITION, position & 0x7F, position >> 7])
        yield at, self._greeting
        self._go = None

    def _leap(self, here: float) -> None:
        """The clock is elsewhere at once. Who has not begun yet still begins with a bar."""
        is_new = self._go is not None and self._greeting is START
        self._has_to_stop = self._has_to_stop or self._go is None
        self._next = math.floor(here) + 1
        self._go, self._greeting = _ceil(self._next + 1, _SIXTEENTH), CONTINUE
        if is_new or self._go < self._origin:
            self._go = self._origin = _ceil(self._next + 1, _BAR)
            self._greeting = START


def _ceil(tick: int, grain: int) -> int:
    """The first multiple of so many ticks that is not before this one."""
    return -(-tick // grain) * grain
