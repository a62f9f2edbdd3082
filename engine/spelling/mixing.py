"""How the commands of `engine.commands.mixing` cross the wall."""

from __future__ import annotations

from typing import Final

from engine.commands.base import Command
from engine.commands.mixing import (
    Fade,
    SetBlend,
    SetCrossfader,
    SetCurve,
    SetDeckFilter,
    SetDeckGain,
    SetDeckOutput,
    SetEq,
    SetHeadphoneGain,
    SetHeadphoneMix,
    SetHeadphones,
    SetMaster,
    SetMute,
    SetSide,
    SetSolo,
    SetStandIn,
    SetStemChannel,
    SetStemFilter,
    SetStemGain,
    SetStemOutput,
    SetTrim,
)
from engine.kernel.codes import Op
from engine.kernel.sizes import DECKS, PAIRS
from engine.spelling.base import FAR, Words, count, within

#: The largest gain of a fader: +12 dB and a little.
MAX_GAIN: Final = 4.0


def spell(command: Command) -> Words | None:
    """The command's words; None when it is not of this group. Raises ValueError when a value is out of range."""
    return _stem(command) or _channel(command) or _master(command)


def _stem(command: Command) -> Words | None:
    match command:
        case SetMute(deck, stem, on, over):
            return Words(int(Op.MUTE), deck, stem, int(on), first=_over(over))
        case SetSolo(deck, stem, on, over):
            return Words(int(Op.SOLO), deck, stem, int(on), first=_over(over))
        case SetStemGain(deck, stem, gain, over):
            return Words(int(Op.STEM_GAIN), deck, stem, first=_over(over), value=_gain(gain))
        case SetStemFilter(deck, stem, value, over):
            return Words(int(Op.STEM_FILTER), deck, stem, first=_over(over), value=_knob(value))
        case SetBlend(deck, value, over):
            return Words(int(Op.BLEND), deck, first=_over(over), value=within("value", value, 0, 1))
        case SetStemChannel(deck, stem, channel, guest):
            channel = count("channel", channel, 0, DECKS - 1)
            return Words(int(Op.STEM_CHANNEL), deck, stem, int(guest), first=channel)
        case SetStandIn(deck, stem, by):
            first = -1 if by is None else count("by", by, 0, DECKS - 1)
            return Words(int(Op.STAND_IN), deck, stem, first=first)
        case SetStemOutput(deck, stem, pair):
            return Words(int(Op.STEM_OUTPUT), deck, stem, first=count("pair", pair, 0, PAIRS))
        case SetTrim(deck, gain):
            return Words(int(Op.TRIM), deck, value=_gain(gain))
        case _:
            return None


def _channel(command: Command) -> Words | None:
    match command:
        case SetEq(deck, band, gain, over):
            return Words(int(Op.EQ), deck, on=int(band), first=_over(over), value=_gain(gain))
        case SetDeckFilter(deck, value, over):
            return Words(int(Op.DECK_FILTER), deck, first=_over(over), value=_knob(value))
        case SetDeckGain(deck, gain, over):
            return Words(int(Op.DECK_GAIN), deck, first=_over(over), value=_gain(gain))
        case SetSide(deck, side):
            return Words(int(Op.SIDE), deck, on=int(side))
        case SetDeckOutput(deck, pair):
            return Words(int(Op.DECK_OUTPUT), deck, first=count("pair", pair, 1, PAIRS))
        case SetHeadphones(deck, on):
            return Words(int(Op.HEADPHONES), deck, on=int(on))
        case _:
            return None


def _master(command: Command) -> Words | None:
    match command:
        case SetHeadphoneMix(value):
            return Words(int(Op.HEADPHONE_MIX), value=within("value", value, 0, 1))
        case SetHeadphoneGain(gain):
            return Words(int(Op.HEADPHONE_GAIN), value=_gain(gain))
        case SetCrossfader(value, over):
            return Words(int(Op.CROSSFADER), first=_over(over), value=_knob(value))
        case SetCurve(curve):
            return Words(int(Op.CURVE), on=int(curve))
        case SetMaster(gain, over):
            return Words(int(Op.MASTER), first=_over(over), value=_gain(gain))
        case Fade(gain, frames):
            return Words(int(Op.FADE), first=count("frames", frames, 0, FAR), value=within("gain", gain, 0, 1))
        case _:
            return None


def _gain(gain: float) -> float:
    return within("gain", gain, 0, MAX_GAIN)


def _knob(value: float) -> float:
    return within("value", value, -1, 1)


def _over(frames: int) -> int:
    return count("over", frames, 0, FAR)
