"""Notices a controller that sends more than any hand can, or than can be played: a broken fader, a loop of cables."""

from __future__ import annotations

from typing import Final

#: More messages per second than eight faders moved at once send.
MOST: Final = 2_000
#: Seconds that it must last to be told, and to be over.
_LASTING: Final = 1.0
#: Seconds behind the last message that was left out for which it is told.
_TOLD: Final = 10.0


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

    def gone(self) -> None:
        """The controller was unplugged: it floods nobody any more."""
        self.on = False
        self._since = 0.0


class LossAlarm:
    """Of one input whose messages there was no room for. Thread: the keeper's. Times: `time.monotonic`."""

    def __init__(self) -> None:
        #: How many were left out in a row; 0 when that is over.
        self.lost = 0
        self._counted = 0
        self._last = 0.0

    def look(self, lost: int, now: float) -> None:
        """``lost``: how many there were since the input was opened."""
        if lost > self._counted:
            self.lost += lost - self._counted
            self._last = now
        elif now - self._last > _TOLD:
            self.lost = 0
        self._counted = lost
