"""What buttons switch, and whether the show says that it is on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from presets import Control
from sfa_live.model.action import StemRef
from sfa_live.model.show_state import DeckState, ShowState, StemState

_Args = Mapping[str, Any]

_OF_STEMS: Final[Mapping[str, Callable[[StemState], bool]]] = {
    "stem.mute": lambda stem: stem.mute,
    "stem.solo": lambda stem: stem.solo,
    "stem.loop": lambda stem: stem.loop.on,
}

_OF_DECKS: Final[Mapping[str, Callable[[DeckState, _Args], bool]]] = {
    "deck.toggle": lambda deck, _: deck.playing,
    "deck.loop": lambda deck, _: deck.loop.on,
    # The show keeps no word of a roll: it is on as long as the hand is, and was off before.
    "loop.roll": lambda _deck, _: False,
    "deck.nudge": lambda deck, args: deck.nudge == args["percent"],
    "deck.slip": lambda deck, _: deck.slip,
    "deck.keylock": lambda deck, _: deck.key_lock.lock,
    "deck.key_exempt": lambda deck, _: deck.key_lock.exempt,
    "sync.lock": lambda deck, _: deck.locked,
    "deck.eq_kill": lambda deck, args: args["band"] in deck.eq.kills,
    "deck.normalise": lambda deck, _: deck.normalise,
    "deck.headphones": lambda deck, _: deck.headphones,
    "deck.acapella": lambda deck, _: deck.focus == "acapella",
    "deck.instrumental": lambda deck, _: deck.focus == "instrumental",
}

#: Every action that a button can switch on and off.
SWITCHES: Final = frozenset({*_OF_STEMS, *_OF_DECKS, "stem.swap"})


def is_on(control: Control, state: ShowState) -> bool | None:
    """Whether what a button switches is on: muted, looping, playing, locked; None when it is not there."""
    deck, args = state.decks[control.args["deck"]], control.args
    if control.action in _OF_DECKS:
        return _OF_DECKS[control.action](deck, args)
    if control.action == "stem.swap":
        return _is_swapped(deck, args, state)
    stem = find_stem(deck, args["stem"])
    return None if stem is None else _OF_STEMS[control.action](stem)


def find_stem(deck: DeckState, stem: StemRef) -> StemState | None:
    """A deck's stem by its name, or by its number from 1; None when the deck has none such."""
    name = stem_name(deck, stem)
    return None if name is None else deck.stems[name]


def stem_name(deck: DeckState, stem: StemRef) -> str | None:
    """The name of a deck's stem; None when the deck has none such."""
    if isinstance(stem, str):
        return stem if stem in deck.stems else None
    return next((name for name, state in deck.stems.items() if state.slot == stem), None)


def _is_swapped(deck: DeckState, args: _Args, state: ShowState) -> bool | None:
    """Whether the same stem of the other deck has given way to this one."""
    name = stem_name(deck, args["stem"])
    place = None if name is None else state.decks[args["into"]].stems.get(name)
    return None if place is None else place.replaced_by == args["deck"]
