"""How late the event loop is: the one figure that says whether something blocks it."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

#: How often the loop is asked, in seconds.
_EVERY: Final = 0.05
#: How many answers are kept: the last minute.
_KEPT: Final = 1200


class LoopLag:
    """Sleeps a little and sees how much longer it took. Thread: the event loop."""

    def __init__(self) -> None:
        self._late: deque[float] = deque(maxlen=_KEPT)

    async def run(self) -> None:
        """Measure for ever."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _EVERY
            await asyncio.sleep(_EVERY)
            self._late.append(max(0.0, loop.time() - due))

    def reset(self) -> None:
        """Forget what was measured so far."""
        self._late.clear()

    def quantile(self, share: float) -> float:
        """The lag in seconds that this share (0 to 1) of the last minute's answers kept; 0 before the first."""
        ordered = sorted(self._late)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
