"""Which argument of an action a knob or fader can move, and what its places mean."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct


class Curve(StrEnum):
    """What the places of a knob or fader mean."""

    #: A level in dB: silence at the bottom, 0 dB at three quarters of the way, +6 dB at the top.
    LEVEL = "level"
    #: As far to either side as its reach, and nothing in the middle.
    MIDDLE = "middle"
    #: The same, in whole steps.
    STEPS = "steps"
    #: From 0 to 1.
    SHARE = "share"
    #: Evenly from the bottom to the top.
    LINEAR = "linear"
    #: Every part of the way so many times as much; both ends are above 0.
    LOG = "log"


class Fader(Struct, frozen=True):
    """How a knob or fader moves an action."""

    #: The argument that it gives.
    argument: str
    curve: Curve
    #: How far it goes to either side, in the argument's unit, where a mapping does not say.
    reach: float = 1.0
    #: How far a mapping may have it go; None where it has no say.
    furthest: float | None = None


#: Every action that a knob or fader can move.
FADERS: Final[Mapping[str, Fader]] = {
    "stem.gain": Fader("db", Curve.LEVEL),
    "stem.filter": Fader("value", Curve.MIDDLE),
    "deck.gain": Fader("db", Curve.LEVEL),
    "deck.eq": Fader("db", Curve.MIDDLE, reach=12.0, furthest=12.0),
    "deck.filter": Fader("value", Curve.MIDDLE),
    "deck.tempo": Fader("percent", Curve.MIDDLE, reach=8.0, furthest=50.0),
    "deck.key_shift": Fader("semitones", Curve.STEPS, reach=12.0, furthest=12.0),
    "deck.original": Fader("blend", Curve.SHARE),
    "mixer.crossfader": Fader("value", Curve.MIDDLE),
    "mixer.master": Fader("db", Curve.LEVEL),
    "mixer.headphone_mix": Fader("value", Curve.SHARE),
    "mixer.headphone_gain": Fader("db", Curve.LEVEL),
}


class Turned(Struct, frozen=True):
    """What an endless knob gives an action that goes so far from where it is."""

    argument: str
    #: How much one click is, in the argument's unit, where a mapping does not say.
    step: float


#: Every action that only an endless knob can move: a jog wheel, a jump, a bank.
TURNED: Final[Mapping[str, Turned]] = {
    "deck.jog": Turned("ms", 10.0),
    "deck.jump": Turned("beats", 1.0),
    "loop.move": Turned("beats", 1.0),
    "grid.nudge": Turned("ms", 1.0),
    "surface.page": Turned("step", 1.0),
    "surface.bank": Turned("step", 1.0),
}
