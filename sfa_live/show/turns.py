"""When it is a hand's turn: from the moment at which it moved to the frame at which what it asks is done.

Every moment is as far from its frame as any other, so that what is played in time is heard in time
(``docs/adr/0009-a-hand-has-its-own-sample.md``). Under the show's lock.
"""

from __future__ import annotations

import math
from typing import Final

import engine

#: Seconds behind the end of the present block, and one more block, that no turn is further away than.
_FURTHEST: Final = 0.002
#: Seconds over which the most punctual block is sought.
_WINDOW: Final = 0.25


class Turns:
    """The engine's clock against that of the hands, `time.monotonic`.

    Blocks begin late, never early. So the one that began earliest of late, for its frame, tells when frames are due.
    """

    def __init__(self, rate: int, block: int) -> None:
        self._rate = rate
        self._block = block
        #: Seconds of sound, less the time at which its block began: of the most punctual block in this window, and in
        #: the one before.
        self._best = self._before = -math.inf
        self._end = 0.0

    def note(self, frame: engine.Frames, began: float) -> None:
        """The latest block: the frame behind it, and when it began; 0.0 before there was one."""
        if began == 0.0:
            return
        ahead = frame / self._rate - began
        if began >= self._end:
            self._before = self._best if began < self._end + _WINDOW else -math.inf
            self._best = ahead
            self._end = began + _WINDOW
        else:
            self._best = max(self._best, ahead)

    def frame_of(self, at: float, frame: engine.Frames, began: float) -> engine.Frames:
        """The frame for a hand whose message was in at ``at``: a block behind it. With the latest block as in `note`.

        Never much further than that from the block that is rendered now: a device that stood still does not keep hands.
        """
        self.note(frame, began)
        best = max(self._best, self._before)
        if best == -math.inf:
            return frame
        due = min((at + best) * self._rate, frame + self._block + _FURTHEST * self._rate)
        return engine.Frames(max(0, round(due)))
