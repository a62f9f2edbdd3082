"""What a place from 0 to 1 means, as on a MIDI fader: three quarters of the way up is 0 dB, the top is +6 dB.

Each has its way back, for feedback: a fader that is told what it asked for does not move.
"""

from __future__ import annotations

import math
from typing import Final

from sfa_live.errors import ActionError
from sfa_live.model.units import MAX_DB, SILENCE_DB, Decibels

#: The place of 0 dB, and how near to it a finger is on it.
UNITY: Final = 0.75
_CATCH: Final = 0.008
#: How far the pitch goes either way, in percent.
PITCH_RANGE: Final = 8.0


def place_of(value: object) -> float:
    """A place from 0 to 1 out of an argument. Raises `ActionError`."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ActionError("A fader takes one number from 0 to 1.")
    return min(1.0, max(0.0, float(value)))


def level(place: float) -> Decibels:
    """The level of a fader's place, in dB."""
    if place <= 0.0:
        return SILENCE_DB
    if abs(place - UNITY) <= _CATCH:
        return Decibels(0.0)
    if place > UNITY:
        return Decibels(round(MAX_DB * (place - UNITY) / (1.0 - UNITY), 2))
    return Decibels(round(max(SILENCE_DB, 40.0 * math.log10(place / UNITY)), 2))


def place_of_level(db: float) -> float:
    """Where a fader stands at that level."""
    if db <= SILENCE_DB:
        return 0.0
    if db > 0.0:
        return round(UNITY + (1.0 - UNITY) * min(db / MAX_DB, 1.0), 4)
    return round(UNITY * math.pow(10.0, db / 40.0), 4)


def from_middle(place: float) -> float:
    """How far a place is from the middle: -1 to 1."""
    far = round(2.0 * place - 1.0, 4)
    return 0.0 if abs(far) <= _CATCH else far


def place_of_middle(far: float) -> float:
    """Where a fader stands that is so far from its middle."""
    return round((min(1.0, max(-1.0, far)) + 1.0) / 2.0, 4)
