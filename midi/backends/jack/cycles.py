"""When the server's frames are, by the cycles that our own callbacks saw begin."""

from __future__ import annotations

import time
from typing import Final

from midi.clock.frame_times import FrameTimes

#: JACK counts frames up to here and begins again, and so do we the microseconds of a cycle.
WRAP: Final = 0xFFFFFFFF


#: Half of that: what seems to be further ahead is behind.
_HALF: Final = 0x80000000


class Cycles:
    """Cycles as `on_jack_thread` notes them. JACK's own answer takes seconds to come to rest. Thread: one at a time."""

    def __init__(self, rate: int) -> None:
        self._times = FrameTimes(rate)
        #: The first frame of the cycle that was seen last, counted on where JACK begins again.
        self._frame = 0

    def frame(self, cycle: int) -> int:
        """A cycle's first frame, counted on where JACK begins again: after a day at 48 kHz."""
        self._frame += ((cycle >> 32) - self._frame + _HALF & WRAP) - _HALF
        return self._frame

    def first_frame(self, cycle: int) -> float:
        """When that count's frame 0 was, in seconds of `time.monotonic`, with one more cycle that was seen."""
        now = time.monotonic()
        began = now - (round(now * 1e6) - cycle & WRAP) / 1e6
        return self._times.note(self.frame(cycle), began)
