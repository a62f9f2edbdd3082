"""Who a controller says it is: the question that every maker's understands, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

#: Asks every unit on the port for its identity (universal system exclusive).
REQUEST: Final = bytes.fromhex("F0 7E 7F 06 01 F7")

#: Makers by their number in MIDI.
_MAKERS: Final[Mapping[bytes, str]] = {
    b"\x18": "E-MU",
    b"\x41": "Roland",
    b"\x42": "Korg",
    b"\x43": "Yamaha",
    b"\x47": "Akai",
    b"\x00\x00\x66": "Mackie",
    b"\x00\x01\x05": "M-Audio",
    b"\x00\x01\x79": "DJ TechTools",
    b"\x00\x20\x1a": "Allen & Heath",
    b"\x00\x20\x29": "Novation",
    b"\x00\x20\x32": "Behringer",
    b"\x00\x20\x6b": "Arturia",
    b"\x00\x21\x09": "Native Instruments",
    b"\x00\x40\x05": "Pioneer DJ",
}


class Reply(Struct, frozen=True):
    """An identity reply."""

    #: All that stands behind ``F0 7E xx 06 02``: maker, family, member, version, whatever else it tells.
    body: bytes

    @property
    def maker(self) -> str | None:
        """Who made it; None for a number that is not known here."""
        return _MAKERS.get(self.body[: 3 if self.body[:1] == b"\x00" else 1])

    @property
    def text(self) -> str:
        """The same in hexadecimal bytes."""
        return self.body.hex(" ").upper()


def read_reply(sysex: bytes) -> Reply | None:
    """The reply in a system exclusive message; None when it is another message."""
    if len(sysex) < 11 or sysex[:2] != b"\xf0\x7e" or sysex[3:5] != b"\x06\x02" or sysex[-1:] != b"\xf7":
        return None
    return Reply(sysex[5:-1])


def begins_with(body: bytes, identity: str) -> bool:
    """Whether a reply's body begins with these bytes, written in hexadecimal; an empty text fits none."""
    wanted = bytes.fromhex(identity)
    return bool(wanted) and body.startswith(wanted)
