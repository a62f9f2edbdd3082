"""What the show says about the thing that a control stands for: for buttons that flip it and lamps that tell it."""

from __future__ import annotations

from collections.abc import Callable

from presets import Control, Role
from sfa_live.model.action import StemRef
from sfa_live.model.show_state import DeckState, ShowState, StemState

#: A lamp's truth, and whether it is lit where it knows on and off only.
Look = tuple[Role, bool]


def find_stem(deck: DeckState, stem: StemRef) -> StemState | None:
    """A deck's stem by its name, or by its number from 1; None when the deck has none such."""
    if isinstance(stem, str):
        return deck.stems.get(stem)
    return next((state for state in deck.stems.values() if state.slot == stem), None)


def is_on(control: Control, state: ShowState) -> bool | None:
    """Whether what a button flips is on: muted, in solo, looping, playing; None when it is not there."""
    deck = state.decks[control.args["deck"]]
    if control.action == "deck.toggle":
        return deck.playing
    if control.action == "deck.loop":
        return deck.loop.on
    stem = find_stem(deck, control.args["stem"])
    if stem is None:
        return None
    return stem.mute if control.action == "stem.mute" else stem.solo


def look_of(control: Control, state: ShowState) -> Look | None:
    """What the control's lamp has to tell; None when its action has nothing that a lamp could show."""
    describe = _LOOKS.get(control.action)
    return describe(control, state) if describe else None


def _mute(control: Control, state: ShowState) -> Look:
    deck = state.decks[control.args["deck"]]
    stem = find_stem(deck, control.args["stem"])
    if stem is None:
        return Role.EMPTY, False
    if stem.mute:
        return Role.MUTED, True
    if stem.solo:
        return Role.SOLOED, False
    silenced = any(other.solo for other in deck.stems.values())
    return (Role.SILENCED if silenced else Role.SOUNDING), False


def _solo(control: Control, state: ShowState) -> Look:
    stem = find_stem(state.decks[control.args["deck"]], control.args["stem"])
    if stem is None:
        return Role.EMPTY, False
    return (Role.SOLOED, True) if stem.solo else (Role.SOUNDING, False)


def _transport(control: Control, state: ShowState) -> Look:
    deck = state.decks[control.args["deck"]]
    if deck.track_id is None:
        return Role.EMPTY, False
    return (Role.PLAYING, True) if deck.playing else (Role.PAUSED, False)


def _loop(control: Control, state: ShowState) -> Look:
    on = state.decks[control.args["deck"]].loop.on
    return (Role.LOOPING, True) if on else (Role.UNLOOPED, False)


def _cue(control: Control, state: ShowState) -> Look:
    is_set = str(control.args["slot"]) in state.decks[control.args["deck"]].cues
    return (Role.CUE_SET, True) if is_set else (Role.CUE_EMPTY, False)


_LOOKS: dict[str, Callable[[Control, ShowState], Look]] = {
    "stem.mute": _mute,
    "stem.solo": _solo,
    "deck.play": _transport,
    "deck.toggle": _transport,
    "deck.loop": _loop,
    "deck.cue": _cue,
}
