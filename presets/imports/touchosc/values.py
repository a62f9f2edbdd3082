"""A layout's controls, as values."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Touch(StrEnum):
    """How a control is played."""

    FADER = "fader"
    #: On while touched.
    PUSH = "push"
    #: On, and off with the next touch.
    TOGGLE = "toggle"
    #: Anything that has more than one value, or none.
    OTHER = "other"


class Sent(Struct, frozen=True):
    """One MIDI message that a control sends."""

    #: note, cc, bend, pressure, key_pressure or program; empty for anything else.
    kind: str
    #: 1 to 16.
    channel: int
    number: int
    #: What it sends at the bottom and at the top.
    low: int = 0
    high: int = 127


class Widget(Struct, frozen=True):
    """One control of a layout."""

    name: str
    touch: Touch
    #: The kind of control as the layout has it, for the report.
    type: str
    midi: tuple[Sent, ...]
    #: The OSC addresses that it sends to; empty for none.
    osc: tuple[str, ...]
