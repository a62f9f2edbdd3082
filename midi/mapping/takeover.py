"""A fader that stands elsewhere than its value: how the two come together without a jump. Thread: MIDI."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Final

from midi.curves import TOP
from midi.mapping.scale import SAME
from presets import Takeover

#: Seconds for which a fader that has just moved the value keeps it, however fast the hand is.
STAYS: Final = 0.05
#: Places within which a fader stands at its value.
NEAR: Final = 3.0


class Catch:
    """One fader's, in the manner that its mapping chose."""

    def __init__(self, manner: Takeover) -> None:
        self._manner = manner
        #: What it moved last, and when; which value it asked for there, and at which place that is exactly.
        self._target: Hashable = None
        self._at = -math.inf
        self._asked: float | None = None
        self._exact = 0.0

    def place(self, target: Hashable, now: float | None, before: float | None, place: float, at: float) -> float | None:
        """The place that the value shall go to; None: it stays.

        Args:
            target: what the fader moves; it can be another deck's than before.
            now: the place at which the value stands; None when nobody knows.
            before: the place at which the fader stood; None when it has not been heard of yet.
            place: where the fader is now.
            at: when it came there, in seconds of a clock that never goes back.
        """
        if self._manner is Takeover.NONE or now is None:
            return place
        if target != self._target:
            # What it moved elsewhere a moment ago gives it no right to this one.
            self._target, self._at = target, -math.inf
        if self._manner is Takeover.SCALE:
            return self._scaled(now, before, place)
        stays = at - self._at <= STAYS
        if stays or abs(place - now) <= NEAR or (before is not None and _meets(before, place, now)):
            self._at = at
            return place
        return None

    def asked(self, value: float, place: float) -> None:
        """The value that was asked for at a place: it may be rounded."""
        self._asked, self._exact = value, place

    def exact(self, value: float, place: float) -> float:
        """The place of a value: the exact one, when it is the value that was asked for last."""
        return self._exact if self._asked is not None and abs(value - self._asked) <= SAME else place

    def _scaled(self, now: float, before: float | None, place: float) -> float | None:
        """As far along the way that is left to the value as the fader goes along its own."""
        if before is None:
            return place if abs(place - now) <= NEAR else None
        if abs(before - now) < 0.5:
            return place
        if place > before:
            return now + (TOP - now) * (place - before) / (TOP - before)
        return now - now * (before - place) / before if place < before else None


def _meets(before: float, place: float, now: float) -> bool:
    """Whether the fader stood at the value, or has passed it."""
    return abs(before - now) <= NEAR or (before < now) != (place < now)
