"""Where a song is, as a timecode display shows it: in bars, beats and ticks, or in hours, minutes, seconds and frames.

Pure: whoever feeds a display keeps what was sent to it last, and sends what `mcu_messages` finds changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

#: Row L-058: thirty frames a second, none dropped.
_FRAMES: Final = 30
#: Row L-059: ticks of a beat, and beats of a bar.
_TICKS: Final = 24
_BEATS: Final = 4

#: Digits of a Mackie Control's display, and the controller of the rightmost; they go up to the left.
DIGITS: Final = 10
_RIGHTMOST: Final = 64
_CC: Final = 0xB0
#: In a digit's value: the dot behind it.
_DOT: Final = 0x40
#: Digits of the display's four groups, from the left: bars or hours, beats or minutes, what is below, the rest.
_GROUPS: Final = (3, 2, 2, 3)


def smpte(position_ms: float) -> str:
    """A place in a song as ``HH:MM:SS:FF``; before its beginning is its beginning (row L-058)."""
    if not position_ms > 0.0:
        return "00:00:00:00"
    frames = int(position_ms * _FRAMES / 1000.0)
    seconds = frames // _FRAMES
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{frames % _FRAMES:02}"


def bars(beat: float | None) -> str:
    """A beat, counted from 0 on a one, as ``bar.beat.TT``, all from 1; "1.1.01" where there is none (row L-059)."""
    if beat is None or not math.isfinite(beat) or beat < 0.0:
        return "1.1.01"
    ticks = int(beat * _TICKS)
    beats = ticks // _TICKS
    return f"{beats // _BEATS + 1}.{beats % _BEATS + 1}.{ticks % _TICKS + 1:02}"


def mcu_digits(text: str) -> bytes:
    """A timecode's ten digits on a Mackie Control, from the left, as their values.

    Every part of the text, between dots or colons, is set to the right of its own group; what is too long loses its
    front. A dot stands behind all groups that another one follows.
    """
    values = bytearray()
    parts = text.replace(":", ".").split(".")
    for place, width in enumerate(_GROUPS):
        part = parts[place] if place < len(parts) else ""
        group = bytearray(_value(sign) for sign in part.rjust(width)[-width:])
        if place < len(parts) - 1:
            group[-1] |= _DOT
        values += group
    return bytes(values)


def mcu_messages(digits: bytes, shown: bytes | None) -> Iterator[bytes]:
    """What has a Mackie Control show these digits; ``shown`` are those that it shows, None: not known."""
    for place, value in enumerate(digits):
        if shown is None or shown[place] != value:
            yield bytes([_CC, _RIGHTMOST + DIGITS - 1 - place, value])


def _value(sign: str) -> int:
    """A sign as the display knows it: digits and spaces as they are, letters from 1 on."""
    code = ord(sign.upper())
    return code - 0x40 if 0x40 <= code < 0x60 else code & 0x3F
