"""When the server's frames are, by the cycles that our own callbacks saw begin."""

from __future__ import annotations

import time
from typing import Final

from midi.clock.frame_times import FrameTimes

#: JACK counts frames up to here and begins again, and so do we the microseconds of a cycle.
WRAP: Final = 0xFFFFFFFF


class Cycles:
    """Cycles as `on_jack_thread` notes them. JACK's own answer takes seconds to come to rest. Thread: any."""

    def __init__(self, rate: int) -> None:
        self._times = FrameTimes(rate)

    def first_frame(self, cycle: int) -> float:
        """When the server's frame 0 was, in seconds of `time.monotonic`, with one more cycle that was seen."""
        now = time.monotonic()
        began = now - (round(now * 1e6) - cycle & WRAP) / 1e6
        return self._times.note(cycle >> 32 & WRAP, began)
