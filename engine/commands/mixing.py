"""Faders, buttons, filters and cables. Gains are linear factors; ``over`` is how many frames a move takes.

``over`` 0 is the engine's own ramp of 5 ms, for everything but the filters; what nobody hears moves at once then.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.base import Command
from engine.kernel.codes import Band, Curve, Side
from engine.units import Frames


@dataclass(frozen=True, slots=True)
class SetMute(Command):
    """Silence a stem, or let it be heard again."""

    deck: int
    stem: int
    on: bool
    over: int = 0


@dataclass(frozen=True, slots=True)
class SetSolo(Command):
    """Hear this stem and the others that are soloed, and nothing else of the deck."""

    deck: int
    stem: int
    on: bool
    over: int = 0


@dataclass(frozen=True, slots=True)
class SetStemGain(Command):
    """Move a stem's fader."""

    deck: int
    stem: int
    gain: float
    over: int = 0


@dataclass(frozen=True, slots=True)
class SetStemFilter(Command):
    """One knob for a stem: -1…0 closes a low pass, 0 is out of the way to the bit, 0…+1 a high pass.

    It takes 20 ms at least: faster it would chirp.
    """

    deck: int
    stem: int
    value: float
    over: int = 0


@dataclass(frozen=True, slots=True)
class SetBlend(Command):
    """Between the stems (0) and the original mix (1) of a song that has both; NO_ORIGINAL where it has not."""

    deck: int
    value: float
    over: int = 0


@dataclass(frozen=True, slots=True)
class SetStemChannel(Command):
    """Send a stem through another deck's mixer channel (its EQ, filter, fader and side).

    A ``guest`` plays for that deck: no solo of its own deck silences it.
    """

    deck: int
    stem: int
    channel: int
    guest: bool = False


@dataclass(frozen=True, slots=True)
class SetStandIn(Command):
    """Silence a stem while deck ``by`` plays, whose guest has its place; None is nobody's guest."""

    deck: int
    stem: int
    by: int | None


@dataclass(frozen=True, slots=True)
class SetStemOutput(Command):
    """Send a stem, after its fader, straight to a pair of outputs (from 1); 0 is through the mixer."""

    deck: int
    stem: int
    pair: int


@dataclass(frozen=True, slots=True)
class SetEq(Command):
    """One band of a channel's equaliser; below 0.01 it is killed: left out whole, while the others stay as they are."""

    deck: int
    band: Band
    gain: float
    over: int = 0


@dataclass(frozen=True, slots=True)
class SetDeckFilter(Command):
    """One knob for a channel, as `SetStemFilter`."""

    deck: int
    value: float
    over: int = 0


@dataclass(frozen=True, slots=True)
class SetTrim(Command):
    """What makes songs equally loud: multiplied with a deck's stems before its channel."""

    deck: int
    gain: float


@dataclass(frozen=True, slots=True)
class SetDeckGain(Command):
    """Move a channel's fader."""

    deck: int
    gain: float
    over: int = 0


@dataclass(frozen=True, slots=True)
class SetSide(Command):
    """Which side of the crossfader a channel is on."""

    deck: int
    side: Side


@dataclass(frozen=True, slots=True)
class SetDeckOutput(Command):
    """The pair of outputs (from 1) a channel goes to after its fader. Pair 1 is the master with its limiter."""

    deck: int
    pair: int


@dataclass(frozen=True, slots=True)
class SetHeadphones(Command):
    """Hear a channel in the headphones, before its fader."""

    deck: int
    on: bool


@dataclass(frozen=True, slots=True)
class SetHeadphoneMix(Command):
    """Between the cued channels (0) and the master (1) in the headphones."""

    value: float


@dataclass(frozen=True, slots=True)
class SetHeadphoneGain(Command):
    """How loud the headphones are."""

    gain: float


@dataclass(frozen=True, slots=True)
class SetCrossfader(Command):
    """Go between the sides: -1 is the left alone, +1 the right alone."""

    value: float
    over: int = 0


@dataclass(frozen=True, slots=True)
class SetCurve(Command):
    """How the crossfader goes from one side to the other."""

    curve: Curve


@dataclass(frozen=True, slots=True)
class SetMaster(Command):
    """Move the master fader."""

    gain: float
    over: int = 0


@dataclass(frozen=True, slots=True)
class Fade(Command):
    """Fade everything that leaves the engine to a gain, in so many frames: out at the end, in at the start."""

    gain: float
    frames: Frames
