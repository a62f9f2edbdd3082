"""How one control has been moved, and what that makes it: a button, a fader, or a knob that tells steps.

Nothing here knows the time but by the events' own stamps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from midi.wire.event import DOWN

#: What an encoder may send, by its coding: a few steps either way, never nothing.
CODINGS: Final[Mapping[str, frozenset[int]]] = {
    "twos": frozenset([*range(1, 17), *range(112, 128)]),
    "offset": frozenset([*range(48, 64), *range(65, 81)]),
    "sign": frozenset([*range(1, 17), *range(65, 81)]),
}

#: A fader that moved less than this, of 127, only trembles.
_TREMBLE: Final = 4
#: So many messages show what a control is.
_FEW: Final = 4
#: An encoder says the same again and again, as no fader does: so many times, and in this share of its messages.
_REPEATS: Final = 2
_REPEATING: Final = 0.2
#: Presses of one button come no faster than this, in seconds; steps of an encoder do.
_FASTEST_PRESS: Final = 0.12
#: One step of an encoder counts as much as so many places of a fader.
_STEP: Final = 16


class Moves:
    """What one control has sent. ``top`` is its highest value: 127, or 16383."""

    def __init__(self, top: int = 127) -> None:
        self._top = top
        self._codings = frozenset(CODINGS)
        self._first_value = 0
        self._last_value = -1
        self._distinct: set[int] = set()
        self._repeats = 0
        self._quickest = float("inf")
        self.count = 0
        self.low = top
        self.high = 0
        #: When it was moved last, in seconds of `time.monotonic`.
        self.last = 0.0

    def add(self, value: int, at: float) -> None:
        """It has sent one more value."""
        if self.count:
            self._quickest = min(self._quickest, at - self.last)
            self._repeats += value == self._last_value
        else:
            self._first_value = value
        self.count += 1
        self.last = at
        self._last_value = value
        self.low = min(self.low, value)
        self.high = max(self.high, value)
        if len(self._distinct) < _FEW:
            self._distinct.add(value)
        self._codings = frozenset(name for name in self._codings if value in CODINGS[name])

    @property
    def span(self) -> float:
        """How far it went, of 127."""
        return max(0, self.high - self.low) * 127 / self._top

    @property
    def codings(self) -> frozenset[str]:
        """The codings that all it sent is possible in; none when it is no encoder."""
        repeats = self._repeats >= _REPEATS and self._repeats >= _REPEATING * self.count
        # A knob at rest may tell its place again and again, but not as fast as one that is turned.
        if self._top != 127 or not repeats or self._quickest >= _FASTEST_PRESS:
            return frozenset()
        return self._codings

    @property
    def has_swept(self) -> bool:
        """Whether it went somewhere, by way of several places."""
        return self.count >= _FEW and len(self._distinct) >= _FEW - 1 and self.span >= _TREMBLE

    @property
    def is_sweep(self) -> bool:
        """Whether it was moved as a fader or an absolute knob is."""
        return self.has_swept and not self.codings

    @property
    def is_press(self) -> bool:
        """Whether it was pressed as a button is: down first, and nothing but down and up."""
        return self._first_value >= DOWN and len(self._distinct) <= 2 and (self.low == 0 or self._is_pressed_again)

    @property
    def is_down(self) -> bool:
        """Whether it is pressed now."""
        return self._last_value >= DOWN

    @property
    def movement(self) -> float:
        """How much it was moved, of 127: what of several was moved most is what was meant."""
        return min(127.0, _STEP * self.count) if self.codings else self.span

    @property
    def _is_pressed_again(self) -> bool:
        """The top value alone: a button that never tells its release, unless it comes faster than a finger can."""
        return self.low == self._top and self._quickest >= _FASTEST_PRESS
