"""Traktor's names of MIDI messages: ``Ch01.CC.016``, ``Ch10.Note.C#3``, ``Ch02.PitchBend``."""

from __future__ import annotations

import re
from typing import Final

from presets.imports.draft import Bind

_NAME: Final = re.compile(r"Ch(\d{1,2})\.(?:(CC)\.(\d{1,3})|(Note)\.([A-G]#?)(-?\d)|(PitchBend))")
#: The second half of a pair may leave the channel out.
_SECOND: Final = re.compile(r"(?:Ch\d{1,2}\.)?CC\.(\d{1,3})")
_TONES: Final = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
#: The controllers whose finer half has a number of its own, so much higher.
_FINE: Final = 32


def control_of(message: str) -> Bind | None:
    """The control that sends a message, as a bind names it; None for what is no MIDI message, or two at once."""
    first, _, second = message.partition("+")
    found = _NAME.fullmatch(first.strip())
    if found is None or int(found[1]) not in range(1, 17):
        return None
    channel = int(found[1])
    if found[7]:
        return None if second else {"bend": True, "channel": channel}
    number = int(found[3]) if found[2] else 12 * (int(found[6]) + 1) + _TONES.index(found[5])
    if number not in range(128):
        return None
    if not second:
        return {"cc" if found[2] else "note": number, "channel": channel}
    fine = _SECOND.fullmatch(second.strip())
    if not found[2] or fine is None or abs(int(fine[1]) - number) != _FINE:
        return None
    return {"cc14": min(number, int(fine[1])), "channel": channel}
