"""A name for every unit, so that no bare number crosses a border."""

from __future__ import annotations

import math
from typing import Final, NewType

Milliseconds = NewType("Milliseconds", float)
Seconds = NewType("Seconds", float)
#: Level relative to full scale or to unity gain. At or below `SILENCE_DB` it means silence.
Decibels = NewType("Decibels", float)
#: Tempo change relative to the recording: 0 is as recorded, +6 is 1.06 times as fast.
Percent = NewType("Percent", float)
Bpm = NewType("Bpm", float)
#: Linear amplitude factor: 1.0 is unity.
Gain = NewType("Gain", float)

#: The bottom of every fader. JSON knows no minus infinity, so this value stands for it.
SILENCE_DB: Final = Decibels(-90.0)
#: The top of every fader.
MAX_DB: Final = Decibels(6.0)


def gain_from_db(level: float) -> Gain:
    """The amplitude factor of a level in dB; exactly 1.0 at 0 dB and exactly 0.0 at the bottom of the fader."""
    if level <= SILENCE_DB:
        return Gain(0.0)
    return Gain(math.pow(10.0, level / 20.0))


def db_from_gain(gain: float) -> Decibels:
    """The level in dB of an amplitude factor, never below `SILENCE_DB`."""
    if gain <= 0.0:
        return SILENCE_DB
    return Decibels(max(SILENCE_DB, 20.0 * math.log10(gain)))
