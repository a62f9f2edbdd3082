"""Everything that a hand can ask for: the one list behind MIDI, browser, REST, CLI and scripts.

One frozen value per action. The class says its name on the wire, its arguments with unit and range, and how it behaves:

* ``urgent``: may be applied on the thread that heard it, ahead of everything else;
* ``momentary``: a button may hold it: on while pressed, back to what it was when released.

`parse_action` turns ``{action, args}`` into such a value or says in one sentence what was wrong with it.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, get_args, get_type_hints

import msgspec
from msgspec import Meta

from sfa_live.errors import ActionError

DeckName = Literal["A", "B", "C", "D"]
DECKS: Final[tuple[DeckName, ...]] = get_args(DeckName)

#: A stem by its name ("drums") or by its number on the deck, from 1.
StemRef = Annotated[str, Meta(min_length=1, max_length=32)] | Annotated[int, Meta(ge=1, le=8)]

_Level = Annotated[float, Meta(ge=-90.0, le=6.0)]


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a human asks for. Subclasses are the vocabulary."""

    name: ClassVar[str]
    urgent: ClassVar[bool] = False
    momentary: ClassVar[bool] = False


class DeckLoad(Action, frozen=True):
    """Put a prepared song on a deck; it waits at its beginning."""

    name = "deck.load"
    deck: DeckName
    track_id: Annotated[str, Meta(min_length=1, max_length=64)]


class DeckEject(Action, frozen=True):
    """Take the song off a deck."""

    name = "deck.eject"
    deck: DeckName


class DeckPlay(Action, frozen=True):
    """Start the deck where it stands."""

    name = "deck.play"
    urgent = True
    deck: DeckName


class DeckPause(Action, frozen=True):
    """Stop the deck where it stands."""

    name = "deck.pause"
    urgent = True
    deck: DeckName


class DeckToggle(Action, frozen=True):
    """Play when paused, pause when playing: the one button for both."""

    name = "deck.toggle"
    urgent = True
    deck: DeckName


class DeckStop(Action, frozen=True):
    """Stop the deck and go back to the beginning."""

    name = "deck.stop"
    urgent = True
    deck: DeckName


class DeckSeek(Action, frozen=True):
    """Go to a place in the song, playing or not."""

    name = "deck.seek"
    deck: DeckName
    position_ms: Annotated[float, Meta(ge=0.0, le=86_400_000.0)]


class DeckTempo(Action, frozen=True):
    """Play faster or slower, in percent of the recording's tempo."""

    name = "deck.tempo"
    urgent = True
    deck: DeckName
    percent: Annotated[float, Meta(ge=-50.0, le=50.0)]


class DeckGain(Action, frozen=True):
    """The level of a whole deck, in dB."""

    name = "deck.gain"
    urgent = True
    deck: DeckName
    db: _Level


class DeckCue(Action, frozen=True):
    """A hot cue: the first press remembers this place, every later press goes there."""

    name = "deck.cue"
    urgent = True
    deck: DeckName
    slot: Annotated[int, Meta(ge=1, le=8)]


class DeckCueClear(Action, frozen=True):
    """Forget a hot cue."""

    name = "deck.cue_clear"
    deck: DeckName
    slot: Annotated[int, Meta(ge=1, le=8)]


class DeckLoop(Action, frozen=True):
    """Repeat the beats from here (without ``on``: start the loop, or leave it)."""

    name = "deck.loop"
    urgent = True
    deck: DeckName
    on: bool | None = None


class DeckLoopSize(Action, frozen=True):
    """How many beats a loop has."""

    name = "deck.loop_size"
    deck: DeckName
    beats: Annotated[float, Meta(ge=0.03125, le=64.0)]


class DeckTap(Action, frozen=True):
    """Tap the tempo that the deck shall play at."""

    name = "deck.tap"
    urgent = True
    deck: DeckName


class StemMute(Action, frozen=True):
    """Silence one stem (without ``on``: or let it sound again)."""

    name = "stem.mute"
    urgent = True
    momentary = True
    deck: DeckName
    stem: StemRef
    on: bool | None = None


class StemSolo(Action, frozen=True):
    """Hear this stem and the others in solo only (without ``on``: toggle)."""

    name = "stem.solo"
    urgent = True
    momentary = True
    deck: DeckName
    stem: StemRef
    on: bool | None = None


class StemGain(Action, frozen=True):
    """The level of one stem, in dB."""

    name = "stem.gain"
    urgent = True
    deck: DeckName
    stem: StemRef
    db: _Level


class MixerCrossfader(Action, frozen=True):
    """Between deck A (-1) and deck B (+1); both sound in the middle."""

    name = "mixer.crossfader"
    urgent = True
    value: Annotated[float, Meta(ge=-1.0, le=1.0)]


class MixerMaster(Action, frozen=True):
    """The level of everything, in dB."""

    name = "mixer.master"
    urgent = True
    db: _Level


class Panic(Action, frozen=True):
    """Silence now: every deck stops where it stands, every held button lets go."""

    name = "panic"
    urgent = True


AnyAction = (
    DeckLoad
    | DeckEject
    | DeckPlay
    | DeckPause
    | DeckToggle
    | DeckStop
    | DeckSeek
    | DeckTempo
    | DeckGain
    | DeckCue
    | DeckCueClear
    | DeckLoop
    | DeckLoopSize
    | DeckTap
    | StemMute
    | StemSolo
    | StemGain
    | MixerCrossfader
    | MixerMaster
    | Panic
)

#: Every action by its name on the wire.
ACTIONS: Final[Mapping[str, type[Action]]] = {kind.name: kind for kind in get_args(AnyAction)}

#: The original system's names, for imported presets, and what they are called here.
ALIASES: Final[Mapping[str, str]] = {
    "play": "deck.play",
    "stop": "deck.stop",
    "seek": "deck.seek",
    "bpm_tap": "deck.tap",
    "stem_solo": "stem.solo",
    "stem_mute": "stem.mute",
    "stem_volume": "stem.gain",
    "dj_play": "deck.toggle",
    "dj_cue": "deck.cue",
    "dj_crossfader": "mixer.crossfader",
    "dj_loop_toggle": "deck.loop",
    "dj_loop_size": "deck.loop_size",
    "dj_pitch": "deck.tempo",
}


def action_kind(name: str) -> type[Action]:
    """The action of that name (or old alias); `ActionError` with the nearest valid name otherwise."""
    kind = ACTIONS.get(ALIASES.get(name, name))
    if kind is None:
        near = difflib.get_close_matches(name, [*ACTIONS, *ALIASES], n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ActionError(
            f"There is no action {name!r}.{hint} The actions are: {', '.join(ACTIONS)}.", code="unknown_action"
        )
    return kind


def parse_action(name: object, args: object = None) -> Action:
    """One action from its name and arguments as they came over a wire; `ActionError` in one sentence otherwise."""
    if not isinstance(name, str):
        raise ActionError("An action needs a name, such as 'deck.play'.")
    kind = action_kind(name)
    if args is None:
        args = {}
    if not isinstance(args, Mapping):
        raise ActionError(f'The arguments of {kind.name} must be an object, such as {{"deck": "A"}}.')
    if "quantise" in args:
        raise ActionError(
            "Quantised actions are not built yet: send the action without 'quantise'.", code="no_quantise"
        )
    if "deck" in args and "deck" in kind.__struct_fields__ and args["deck"] not in DECKS:
        raise ActionError(
            f"There is no deck {args['deck']!r}. The decks are {', '.join(DECKS)}.", code="unknown_deck"
        )
    try:
        return msgspec.convert(dict(args), type=kind)
    except msgspec.ValidationError as wrong:
        raise ActionError(f"{kind.name} cannot take these arguments: {wrong}. It takes {describe(kind)}.") from wrong


def describe(kind: type[Action]) -> str:
    """An action's arguments in words, for messages and for the documentation page."""
    hints = get_type_hints(kind, include_extras=True)
    words = []
    for field in msgspec.structs.fields(kind):
        optional = "" if field.required else " (may be left out)"
        words.append(f"{field.name} {_in_words(hints[field.name])}{optional}")
    return ", ".join(words) or "no arguments"


def to_wire(action: Action) -> dict[str, Any]:
    """``{action, args}``, the form of every wire and of the action log."""
    args = {name: value for name, value in msgspec.structs.asdict(action).items() if value is not None}
    return {"action": action.name, "args": args}


def _in_words(hint: Any) -> str:
    """One argument's type as a player would say it."""
    if hint is DeckName:
        return " or ".join(DECKS)
    if hint is StemRef:
        return "name or number 1 to 8"
    if hint == bool | None:
        return "true or false"
    meta = getattr(hint, "__metadata__", (None,))[0]
    if isinstance(meta, Meta) and meta.ge is not None:
        return f"{meta.ge:g} to {meta.le:g}"
    return "text"
