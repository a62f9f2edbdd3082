"""How much a controller may be sent: its own rate, with a little in one go after a rest."""

from __future__ import annotations

from typing import Final

#: How many messages may leave at once after a rest, in seconds' worth of the controller's rate.
_BURST: Final = 0.05


class Pace:
    """Counts messages. Times: seconds of a clock that never goes back."""

    def __init__(self, rate: int, now: float) -> None:
        """``rate``: messages per second."""
        self._rate = rate
        self._most = max(1.0, _BURST * rate)
        self._credit = 1.0
        self._counted = now

    def count(self, now: float) -> None:
        """Time has passed."""
        self._credit = min(self._credit + (now - self._counted) * self._rate, self._most)
        self._counted = now

    def take(self, messages: int) -> bool:
        """Whether so many more may leave now; they count as sent."""
        # More than a burst at once could never leave otherwise.
        if self._credit < min(messages, self._most):
            return False
        self._credit -= messages
        return True
