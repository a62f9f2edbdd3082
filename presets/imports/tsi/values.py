"""What a Traktor mapping says, as values."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from enum import IntEnum

from msgspec import Struct


class Hand(IntEnum):
    """What the thing on the controller is."""

    BUTTON = 0
    FADER = 1
    ENCODER = 2
    LED = 65535


class Mode(IntEnum):
    """How the thing acts on the command ("interaction mode")."""

    TRIGGER = 0
    TOGGLE = 1
    HOLD = 2
    DIRECT = 3
    RELATIVE = 4
    INC = 5
    DEC = 6
    RESET = 7
    OUTPUT = 8


class Condition(Struct, frozen=True):
    """The mapping acts only while a command (a modifier, say) has a value."""

    command: int
    target: int
    value: int


class Mapped(Struct, frozen=True):
    """One row of Traktor's controller manager."""

    #: The message by Traktor's name: ``Ch01.CC.016``, ``Ch01.Note.C#3``.
    message: str
    #: From Traktor to the controller: a lamp.
    out: bool
    command: int
    #: A `Hand` and a `Mode`, or a number of a Traktor to come.
    hand: int
    mode: int
    #: -1 is the controller's own deck; else a deck, an effect unit or a slot, from 0.
    target: int
    invert: bool
    takeover: bool
    #: An endless knob that goes further when it is turned faster.
    accelerates: bool
    #: What a direct button sets: four bytes that are a whole number or a fraction, as the command has it.
    raw_value: bytes
    comment: str
    conditions: tuple[Condition, ...]
    #: The choice (a hot cue, say) for which a lamp is on.
    shown: int = 0
    #: What a lamp is sent for off and on.
    off: int = 0
    lit: int = 127

    @property
    def choice(self) -> int:
        """The value as one of several."""
        return int(struct.unpack(">i", self.raw_value)[0])

    @property
    def place(self) -> float:
        """The value as a place on a fader."""
        return float(struct.unpack(">f", self.raw_value)[0])


class Device(Struct, frozen=True):
    """One controller of the file."""

    name: str
    comment: str
    #: The name of the port that it listened to; empty for all.
    port: str
    #: Where "device target" points: 0 is the deck in focus, 1 to 4 are A to D.
    target: int
    mappings: tuple[Mapped, ...]
    #: By a message's name: the knob counts 3F and 41 (0), or 7F and 01 (1).
    encoders: Mapping[str, int]
