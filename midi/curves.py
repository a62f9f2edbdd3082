"""What the 128 places of a knob or fader mean.

* A level: 0 is silence, 95 to 97 (three quarters of the way) is exactly 0 dB, 127 is exactly +6 dB; below unity it
  falls as a mixing desk's fader does, above it rises evenly.
* A knob with a middle (tempo, crossfader, filter, equaliser): 63 to 65 is exactly the middle, 0 and 127 are exactly
  the ends.
* A knob from nothing to all (a blend): even, 0 and 127 are exactly the ends.
"""

from __future__ import annotations

import math
from typing import Final

from sfa_live.model.units import MAX_DB, SILENCE_DB, Decibels

#: How many places a knob has.
PLACES: Final = 128

#: The places that mean unity: a hand finds them without looking.
_UNITY: Final = range(95, 98)
#: The places that mean the middle; controllers with a click there send any of these.
_MIDDLE: Final = range(63, 66)


def level(place: int) -> Decibels:
    """The level of a fader's place, in dB."""
    if place <= 0:
        return SILENCE_DB
    if place in _UNITY:
        return Decibels(0.0)
    if place > _UNITY[-1]:
        return Decibels(round(MAX_DB * (place - _UNITY[-1]) / (PLACES - 1 - _UNITY[-1]), 2))
    return Decibels(round(40.0 * math.log10(place / _UNITY[0]), 2))


def from_middle(place: int) -> float:
    """How far a knob's place is from the middle: -1 to 1."""
    if place in _MIDDLE:
        return 0.0
    if place < _MIDDLE[0]:
        return round(place / _MIDDLE[0] - 1.0, 4)
    return round((place - _MIDDLE[-1]) / (PLACES - 1 - _MIDDLE[-1]), 4)


def share(place: int) -> float:
    """How far up a knob's place is: 0 to 1."""
    return round(place / (PLACES - 1), 4)
