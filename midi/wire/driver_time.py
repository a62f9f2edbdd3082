"""The driver's own time: from the seconds between two messages, which is all that it tells, to when each one came."""

from __future__ import annotations

from typing import Final

#: How much slower than ours a driver's clock may run.
_DRIFT: Final = 2e-5
#: Seconds that a message may wait to be polled. More than that is a wrong time, or has long been of no use to anybody.
_LONGEST: Final = 0.05


class DriverTime:
    """One port's. Thread: the one that polls it.

    A message is polled a little after it came. How long it waited is never known, but the one that waited least is as
    good as known: no message can come after it was polled, and each that would have pulls the line of all of them back.
    """

    def __init__(self) -> None:
        self._latest: float | None = None

    def moment(self, delta: float, now: float) -> float:
        """When a message came that was polled ``now``, ``delta`` seconds behind the one before it.

        Never ahead of now, never before the one before. A delta that cannot be says nothing: the message came now.
        """
        before = self._latest
        if before is None:
            came = now
        else:
            came = before + delta * (1.0 + _DRIFT)
            # Written so that NaN, which compares false with everything, fails it.
            if not (delta >= 0.0 and came > now - _LONGEST):
                came = now
            came = max(before, min(came, now))
        self._latest = came
        return came
