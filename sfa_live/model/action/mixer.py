"""Actions for faders, buttons, filters and cables."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from sfa_live.model.action.base import Action, DeckName, Knob, Level, StemRef

Band = Literal["low", "mid", "high"]
Side = Literal["left", "both", "right"]
Curve = Literal["linear", "equal_power", "sharp"]
_Part = Annotated[float, Meta(ge=0.0, le=1.0)]
#: A pair of the sound card's outputs; 0 is through the mixer.
_Pair = Annotated[int, Meta(ge=0, le=4)]


class StemMute(Action, frozen=True):
    """Silence one stem (without ``on``: or let it sound again).

    At once, even while a scene is on its way or one touch has singled the voice out.
    """

    name = "stem.mute"
    urgent = True
    momentary = True
    rhythmic = True
    deck: DeckName
    stem: StemRef
    on: bool | None = None


class StemSolo(Action, frozen=True):
    """Hear this stem and the others in solo only (without ``on``: toggle).

    Under one touch for the voice, too: it is heard alone, voice or not, until its solo goes.
    """

    name = "stem.solo"
    urgent = True
    momentary = True
    rhythmic = True
    deck: DeckName
    stem: StemRef
    on: bool | None = None


class StemGain(Action, frozen=True):
    """The level of one stem, in dB."""

    name = "stem.gain"
    urgent = True
    deck: DeckName
    stem: StemRef
    db: Level


class StemFilter(Action, frozen=True):
    """One knob for one stem: below 0 it takes the highs away, above 0 the lows."""

    name = "stem.filter"
    urgent = True
    deck: DeckName
    stem: StemRef
    value: Knob


class StemChannel(Action, frozen=True):
    """Send one stem through another deck's mixer channel (its own again: its own deck). A swap of it is over."""

    name = "stem.channel"
    deck: DeckName
    stem: StemRef
    channel: DeckName


class StemOutput(Action, frozen=True):
    """Send one stem straight to a pair of outputs; 0 is through the mixer. A swap of it is over."""

    name = "stem.output"
    deck: DeckName
    stem: StemRef
    pair: _Pair


class StemSwap(Action, frozen=True):
    """Put this stem in the place of the same stem on another deck, on that deck's channel (without ``on``: toggle).

    It is heard there until it is muted itself, whatever is soloed or singled out on either deck; while its own deck
    stands, the other's own is heard. Off, or with another song on either deck: mute, channel and output as they were.
    """

    name = "stem.swap"
    urgent = True
    momentary = True
    rhythmic = True
    deck: DeckName
    stem: StemRef
    into: DeckName
    on: bool | None = None


class DeckEq(Action, frozen=True):
    """One band of the deck's equaliser, in dB."""

    name = "deck.eq"
    urgent = True
    deck: DeckName
    band: Band
    db: Annotated[float, Meta(ge=-12.0, le=12.0)]


class DeckEqKill(Action, frozen=True):
    """Take a whole band away (without ``on``: toggle)."""

    name = "deck.eq_kill"
    urgent = True
    momentary = True
    rhythmic = True
    deck: DeckName
    band: Band
    on: bool | None = None


class DeckFilter(Action, frozen=True):
    """One knob for the deck: below 0 it takes the highs away, above 0 the lows."""

    name = "deck.filter"
    urgent = True
    deck: DeckName
    value: Knob


class DeckNormalise(Action, frozen=True):
    """Play the song as loud as the others (without ``on``: toggle)."""

    name = "deck.normalise"
    deck: DeckName
    on: bool | None = None


class DeckSide(Action, frozen=True):
    """Which side of the crossfader the deck is on."""

    name = "deck.side"
    deck: DeckName
    side: Side


class DeckOutput(Action, frozen=True):
    """The pair of outputs that the deck's channel goes to; 1 is the master."""

    name = "deck.output"
    deck: DeckName
    pair: Annotated[int, Meta(ge=1, le=4)]


class DeckHeadphones(Action, frozen=True):
    """Hear the deck in the headphones, before its fader (without ``on``: toggle)."""

    name = "deck.headphones"
    urgent = True
    momentary = True
    deck: DeckName
    on: bool | None = None


class DeckAcapella(Action, frozen=True):
    """The voice alone, with one touch, whatever was heard before; again: as it was (without ``on``: toggle).

    Mutes and solos of before, and the original, come back then. Those that a hand sets meanwhile act at once, and stay.
    """

    name = "deck.acapella"
    urgent = True
    momentary = True
    rhythmic = True
    deck: DeckName
    on: bool | None = None


class DeckInstrumental(Action, frozen=True):
    """Everything but the voice, with one touch, whatever was heard before; again: as it was (without ``on``: toggle).

    Mutes and solos of before, and the original, come back then. Those that a hand sets meanwhile act at once, and stay.
    """

    name = "deck.instrumental"
    urgent = True
    momentary = True
    rhythmic = True
    deck: DeckName
    on: bool | None = None


class DeckOriginal(Action, frozen=True):
    """Between the stems (0) and the original recording (1), at the same place; not while one touch is on."""

    name = "deck.original"
    urgent = True
    deck: DeckName
    blend: _Part


class MixerCrossfader(Action, frozen=True):
    """Between the decks on the left (-1) and those on the right (+1)."""

    name = "mixer.crossfader"
    urgent = True
    value: Knob


class MixerCurve(Action, frozen=True):
    """How the crossfader goes: both whole in the middle, equally loud throughout, or a switch."""

    name = "mixer.curve"
    curve: Curve


class MixerMaster(Action, frozen=True):
    """The level of everything, in dB."""

    name = "mixer.master"
    urgent = True
    db: Level


class MixerHeadphoneMix(Action, frozen=True):
    """Between the decks in the headphones (0) and what everybody hears (1)."""

    name = "mixer.headphone_mix"
    urgent = True
    value: _Part


class MixerHeadphoneGain(Action, frozen=True):
    """The level of the headphones, in dB."""

    name = "mixer.headphone_gain"
    urgent = True
    db: Level


class Panic(Action, frozen=True):
    """Silence now: every deck stops where it stands, every held button lets go, nothing waits any more."""

    name = "panic"
    urgent = True
