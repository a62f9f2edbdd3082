"""When a frame of an audio clock, the engine's or a JACK server's, is rendered on the system's clock.

A block may begin late, never early: of the blocks of the last second those count that began soonest. So a thread that
was held up moves nothing. Where the two clocks have parted (another device, blocks that were lost), it begins anew.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

#: Seconds between two blocks that are looked at.
_PACE_S: Final = 0.01
#: Seconds that a block counts.
_MEMORY_S: Final = 1.0
#: Blocks later than all the others by this, so many in a row, or one that is sooner by it: the clocks have parted.
_PARTED_S: Final = 0.0015
_IN_A_ROW: Final = 8


class FrameTimes:
    """Frames beside seconds of `time.monotonic`. Thread: any."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._lock = threading.Lock()
        #: When blocks began, and when frame 0 would have been by them.
        self._seen: deque[tuple[float, float]] = deque()
        self._late = 0
        #: When frame 0 was, by all of them.
        self._zero = 0.0

    def note(self, frame: int, time: float) -> float:
        """A block that begins with this frame began then; the best that is known of when frame 0 was."""
        zero = time - frame / self._rate
        with self._lock:
            seen = self._seen
            if seen and time < seen[-1][0] + _PACE_S:
                return self._zero
            self._look_whether_parted(zero)
            seen.append((time, zero))
            while seen[0][0] < time - _MEMORY_S:
                seen.popleft()
            self._zero = self._soonest()
            return self._zero

    def _look_whether_parted(self, zero: float) -> None:
        if not self._seen:
            return
        off = zero - self._zero
        self._late = self._late + 1 if off > _PARTED_S else 0
        if off < -_PARTED_S or self._late >= _IN_A_ROW:
            self._seen.clear()
            self._late = 0

    def _soonest(self) -> float:
        """The mean of the soonest quarter: the soonest alone would leap whenever it is forgotten."""
        soonest = sorted(zero for _, zero in self._seen)
        soonest = soonest[: len(soonest) // 4 + 1]
        return sum(soonest) / len(soonest)
