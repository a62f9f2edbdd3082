"""Notices a controller that sends more than any hand can: a broken fader, a loop of cables."""

from __future__ import annotations

from typing import Final

#: More messages per second than eight faders moved at once send.
MOST: Final = 2_000
#: Seconds that it must last to be told, and to be over.
_LASTING: Final = 1.0


class FloodAlarm:
    """Of one input. ``count`` grows on the MIDI thread; `look` is the keeper's. Times: `time.monotonic`."""

    def __init__(self) -> None:
        #: Messages heard since the beginning.
        self.count = 0
        #: Whether it floods now.
        self.on = False
        self._counted = 0
        self._since = 0.0

    def look(self, now: float) -> bool:
        """Count what came in the last second; whether it floods now."""
        passed = now - self._since
        if passed >= _LASTING:
            came, self._counted = self.count - self._counted, self.count
            # The first look has nothing to compare with.
            self.on = self._since > 0.0 and came > MOST * passed
            self._since = now
        return self.on
