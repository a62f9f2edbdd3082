"""How much a controller may be sent: its own rate, a little of it at once, and never more in any such while."""

from __future__ import annotations

from collections import deque
from typing import Final

#: Seconds within which never more leaves than the controller's rate allows.
_WHILE: Final = 0.05


class Pace:
    """Counts messages. Thread: the one that sends. Times: seconds of a clock that never goes back."""

    def __init__(self, rate: int) -> None:
        """``rate``: messages per second."""
        #: When the last ones left.
        self._left: deque[float] = deque()
        self.go_on_at(rate)

    def go_on_at(self, rate: int) -> None:
        """Its mapping says that it can take another rate."""
        self._most = max(1, int(_WHILE * rate))
        self._while = max(_WHILE, self._most / rate)

    def take(self, messages: int, now: float) -> bool:
        """Whether so many more may leave now, together; they count as sent."""
        while self._left and now - self._left[0] >= self._while:
            self._left.popleft()
        # More than may leave at once could never leave otherwise: whatever comes next waits for them.
        if self._left and len(self._left) + messages > self._most:
            return False
        self._left.extend(now + sent // self._most * self._while for sent in range(messages))
        return True
