"""A message's bytes again, as a port would send them."""

from __future__ import annotations

from typing import Final

from midi.wire.event import Event, Kind

_STATUS: Final = {
    Kind.NOTE_OFF: 0x80,
    Kind.NOTE_ON: 0x90,
    Kind.KEY_PRESSURE: 0xA0,
    Kind.CC: 0xB0,
    Kind.PROGRAM: 0xC0,
    Kind.PRESSURE: 0xD0,
    Kind.BEND: 0xE0,
    Kind.POSITION: 0xF2,
    Kind.CLOCK: 0xF8,
    Kind.START: 0xFA,
    Kind.CONTINUE: 0xFB,
    Kind.STOP: 0xFC,
}


def spelled(event: Event) -> bytes:
    """The bytes of a whole message; none for RPN and NRPN, which the CCs before them are."""
    kind, channel, number, value, _, data = event
    match kind:
        case Kind.SYSEX:
            return data
        case Kind.RPN | Kind.NRPN:
            return b""
        case Kind.CLOCK | Kind.START | Kind.CONTINUE | Kind.STOP:
            return bytes((_STATUS[kind],))
        case Kind.POSITION:
            return bytes((_STATUS[kind], value & 0x7F, value >> 7))
    status = _STATUS[kind] | channel
    match kind:
        case Kind.PROGRAM:
            return bytes((status, number))
        case Kind.PRESSURE:
            return bytes((status, value))
        case Kind.BEND:
            return bytes((status, value & 0x7F, value >> 7))
        case _:
            return bytes((status, number, value))
