"""What is known of the controllers that have a shipped mapping: every message that they send.

Written down from the makers' documents and public mappings, not from the mapping files: a slip there is found here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: A control: the kind of its message, its channel (1 to 16; 0 is any) and its number.
Sent = tuple[str, int, int]


def sent(kind: str, channels: int | Iterable[int], *numbers: int | range) -> set[Sent]:
    """Controls that send these numbers, on each of these channels."""
    every = [each for number in numbers for each in ((number,) if isinstance(number, int) else number)]
    several = (channels,) if isinstance(channels, int) else tuple(channels)
    return {(kind, channel, number) for channel in several for number in every}


def _grid(rows: range) -> set[Sent]:
    return {("note", 1, row * 10 + column) for row in rows for column in range(1, 9)}


_RIGHT: Final = (89, 79, 69, 59, 49, 39, 29, 19)
_LAUNCHPAD: Final = _grid(range(1, 9)) | sent("cc", 1, range(91, 99), *_RIGHT)
_LCXL: Final = {
    each
    for channel in (9, 10)
    for each in sent("cc", channel, *range(13, 21), *range(29, 37), *range(49, 57), *range(77, 85), *range(104, 108))
    | sent("note", channel, 41, 42, 43, 44, 57, 58, 59, 60, 73, 74, 75, 76, 89, 90, 91, 92, *range(105, 109))
}
_MCU: Final = (
    sent("note", 1, range(104))
    | sent("bend", range(1, 10), 0)
    | sent("cc", 1, range(16, 24), 60, 46)
    | sent("note", 1, range(104, 113))
)
_NANO: Final = sent(
    "cc", 0, range(8), range(16, 24), range(32, 40), range(48, 56), range(64, 72), range(41, 47), range(58, 63)
)
_FLX4_DECKS: Final = (
    sent("note", (1, 2), 0x0B, 0x0E, 0x0C, 0x48, 0x3F, 0x58, 0x5C, 0x60, 0x10, 0x4C, 0x11, 0x4E, 0x4D, 0x50)
    | sent("note", (1, 2), 0x51, 0x3E, 0x53, 0x3D, 0x54, 0x68, 0x36, 0x67)
    | sent("cc", (1, 2), 0x22, 0x23, 0x21, 0x29)
    | sent("cc14", (1, 2), 0x00, 0x13, 0x04, 0x07, 0x0B, 0x0F)
)
_FLX4_MIXER: Final = (
    sent("cc14", 7, 0x1F, 0x17, 0x18, 0x0C, 0x0D, 0x08)
    | sent("cc", 7, 0x40, 0x64)
    | sent("note", 7, 0x41, 0x42, 0x46, 0x47)
    | sent("note", 5, 0x63, 0x64, 0x4A, 0x4B, 0x10, 0x47, 0x43)
    | sent("note", 6, 0x11)
    | sent("cc", 5, 0x02)
)
_FLX4_PADS: Final = sent(
    "note", (8, 9, 10, 11), *(range(base, base + 8) for base in (0x00, 0x20, 0x30, 0x40, 0x60, 0x70))
)
_BEATSTEP: Final = (
    sent("cc", 1, 10, 74, 71, 76, 77, 93, 73, 75, 114, 18, 19, 16, 17, 91, 79, 72, 7)
    | sent("note", 10, range(44, 52), range(36, 44))
    # Play and Stop have these because the mapping gives them.
    | sent("cc", 1, 118, 117)
)

#: Every message of every controller.
SENT: Final[dict[str, set[Sent]]] = {
    "akai-apc-mini-mk2": sent("note", 1, range(64), range(100, 108), range(112, 120), 122)
    | sent("cc", 1, range(48, 57)),
    "akai-apc40-mk2": sent(
        "note", 1, range(40), range(82, 87), 80, 81, range(58, 66), range(87, 92), 93, range(94, 104)
    )
    | sent("note", range(1, 9), 48, 49, 50, 51, 52, 66)
    | sent("cc", range(1, 9), 7)
    | sent("cc", 1, 14, 15, 13, 47, range(16, 24), range(48, 56), 64),
    "akai-mpd218": sent("note", 10, range(36, 84)) | sent("cc", 1, 3, 9, 12, 13, 14, 15, range(16, 28)),
    "akai-mpc-studio-mk2": sent("note", 1, 82, 83, 81, 73, 80, 49, 67, 53, 55, 54, 52, 50, 122, 9, 11, 4, range(35, 41))
    | sent("note", 1, 111, 78)
    | sent("cc", 1, 100, 33)
    | sent("note", 10, 37, 36, 42, 82, 40, 38, 46, 44, 48, 47, 45, 43, 49, 55, 51, 53),
    # What its own set-up is asked to send.
    "akai-mpc": sent("note", 0, range(36, 68)) | sent("cc", 0, range(16, 24), range(117, 120)),
    "allen-heath-xone-k2": sent("cc", 15, range(22)) | sent("note", 15, range(24, 56), 12, 13, 14, 15),
    "arturia-beatstep": _BEATSTEP,
    "behringer-bcf2000": _MCU - sent("bend", 9, 0),
    "behringer-x-touch-compact": sent("cc", 1, range(1, 28), range(101, 110)) | sent("note", 1, range(55)),
    "behringer-x-touch-mini": sent("cc", 11, range(1, 11), range(11, 19)) | sent("note", 11, range(48)),
    "behringer-x-touch-mini-mc": sent("cc", 1, range(16, 24))
    | sent("note", 1, range(32, 40), 89, 90, range(40, 46), 87, 88, 91, 92, 86, range(93, 96), 84, 85)
    | sent("bend", 9, 0),
    "djtechtools-midi-fighter-3d": sent("note", 3, range(36, 100)),
    "djtechtools-midi-fighter-twister": sent("cc", (1, 2), range(64)) | sent("cc", 4, range(8, 32)),
    "korg-nanokontrol2": _NANO,
    "m-vave-smk-25": sent("cc", 0, 1, 64) | sent("bend", 0, 0),
    "mackie-control": _MCU,
    "mpe-keyboard": sent("note", range(2, 17), range(128)) | sent("cc", 1, 64),
    "native-instruments-traktor-kontrol-f1": sent("cc", 13, range(2, 33), range(37, 41), 42, range(43, 80)),
    "native-instruments-traktor-kontrol-x1": sent("cc", 1, range(44), range(44, 88)),
    "novation-launch-control-xl": _LCXL,
    "novation-launch-control-xl-3": sent("cc", 16, range(5, 13), range(77, 101))
    | sent("cc", 1, range(37, 53), 106, 107, 103, 102, 116, 118, 65, 66, 104)
    | sent("cc", 7, 63),
    "novation-launchpad-mini-mk3": _LAUNCHPAD,
    "novation-launchpad-pro-mk3": _LAUNCHPAD
    | sent("cc", 1, 10, 20, 30, 40, 50, 60, 70, 80, 90, range(101, 109), range(1, 9)),
    "novation-launchpad-x": _LAUNCHPAD,
    "pioneer-ddj-flx4": _FLX4_DECKS | _FLX4_MIXER | _FLX4_PADS,
}
