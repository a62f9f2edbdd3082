"""What the places of a knob or fader mean, and where a value stands. Places are 0 to 127; finer ones lie between.

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

#: The highest place.
TOP: Final = 127

#: The places that mean unity: a hand finds them without looking.
_UNITY: Final = (95, 97)
#: The places that mean the middle; controllers with a click there send any of these.
_MIDDLE: Final = (63, 65)


def level(place: float) -> Decibels:
    """The level of a fader's place, in dB."""
    if place <= 0:
        return SILENCE_DB
    if place > _UNITY[1]:
        return Decibels(round(MAX_DB * (place - _UNITY[1]) / (TOP - _UNITY[1]), 2))
    if place >= _UNITY[0]:
        return Decibels(0.0)
    return Decibels(max(SILENCE_DB, round(40.0 * math.log10(place / _UNITY[0]), 2)))


def place_of_level(db: float) -> float:
    """Where a fader stands for a level; the middle of unity's places for 0 dB."""
    if db <= SILENCE_DB:
        return 0.0
    if db > 0.0:
        return min(TOP, _UNITY[1] + db / MAX_DB * (TOP - _UNITY[1]))
    return sum(_UNITY) / 2 if db == 0.0 else float(_UNITY[0] * 10.0 ** (db / 40.0))


def from_middle(place: float) -> float:
    """How far a knob's place is from the middle: -1 to 1."""
    if place < _MIDDLE[0]:
        return round(place / _MIDDLE[0] - 1.0, 4)
    if place <= _MIDDLE[1]:
        return 0.0
    return round((place - _MIDDLE[1]) / (TOP - _MIDDLE[1]), 4)


def place_from_middle(part: float) -> float:
    """Where a knob stands that is so far from the middle; the middle of its places for 0."""
    if part == 0.0:
        return sum(_MIDDLE) / 2
    return _MIDDLE[0] * (1.0 + part) if part < 0.0 else _MIDDLE[1] + part * (TOP - _MIDDLE[1])


def share(place: float) -> float:
    """How far up a knob's place is: 0 to 1."""
    return round(place / TOP, 4)
