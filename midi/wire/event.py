"""One MIDI message, as every part behind the ports sees it."""

from __future__ import annotations

from enum import IntEnum, auto
from typing import Final, NamedTuple

#: A button that sends CC is down from this value on.
DOWN: Final = 64


class Kind(IntEnum):
    """What a message is."""

    NOTE_OFF = auto()
    NOTE_ON = auto()
    KEY_PRESSURE = auto()
    CC = auto()
    PROGRAM = auto()
    PRESSURE = auto()
    BEND = auto()
    SYSEX = auto()
    POSITION = auto()
    CLOCK = auto()
    START = auto()
    CONTINUE = auto()
    STOP = auto()
    #: A registered parameter has a new value: told behind the CCs that it is made of.
    RPN = auto()
    #: A parameter of the maker's own has a new value: told behind the CCs that it is made of.
    NRPN = auto()


class Event(NamedTuple):
    """A whole message."""

    kind: Kind
    #: 0 to 15; -1 for system messages.
    channel: int
    #: Note, controller, program or parameter (14 bits for RPN and NRPN); else 0.
    number: int
    #: 0 to 127; 0 to 16383 for BEND, RPN, NRPN, and for POSITION in sixteenths. 64 for a note that ends without one.
    value: int
    #: When the driver took it in, in seconds of `time.monotonic`.
    at: float
    #: The bytes of a SYSEX, F0 to F7.
    data: bytes = b""
