"""How many messages a second an input brings."""

from __future__ import annotations


class Rate:
    """Counts the messages of every second. Thread: one counts, any may ask."""

    def __init__(self) -> None:
        self._second = 0
        self._count = 0
        self._before = 0

    def count(self, now: float) -> None:
        """One more has come. ``now``: seconds of a clock that never goes back."""
        self._turn(int(now))
        self._count += 1

    def per_second(self, now: float) -> int:
        """How many came in the last whole second."""
        gone = int(now) - self._second
        return self._before if gone == 0 else self._count if gone == 1 else 0

    def _turn(self, second: int) -> None:
        if second != self._second:
            self._before = self._count if second == self._second + 1 else 0
            self._second, self._count = second, 0
