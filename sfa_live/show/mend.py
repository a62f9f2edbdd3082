"""Where the state moved on while an action waited: what the engine must be told so that both are the same again.

What waits at the engine was spelled when the hand pressed. Most of it is true whatever happens meanwhile: a mute is a
mute. Some of it depends on more than its own action: whether a stem is silent is made of mutes, swaps and focus, and
the third stem of a song that has come meanwhile is another one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import engine
from sfa_live.model.action import DECKS
from sfa_live.model.show_state import ShowState
from sfa_live.show.decks import knobs, set_loop

#: Commands that turn a knob which another command is the name of.
_ALSO: Final[Mapping[type[engine.Command], type[engine.Command]]] = {engine.StemLoopHere: engine.SetStemLoop}

#: A kind of command, and the deck, stem and band that it is for.
_Knob = tuple[object, ...]


def mended(
    state: ShowState, sent: Iterable[engine.Command], wanted: Iterable[engine.Command]
) -> Iterator[engine.Command]:
    """The knobs that the engine has turned, or should have, and that do not stand where the state says.

    ``sent`` is what the engine was told, ``wanted`` what it would be told for the same things today.
    """
    stands, today = ({_knob(command): command for command in commands} for commands in (sent, wanted))
    touched = stands | today
    truth = _truth(state, {knob[1] for knob in touched})
    for knob in touched:
        true = truth.get(knob)
        told = _plain(stands.get(knob))
        if true is not None and told != _plain(true) and (told is None or told != _plain(today.get(knob))):
            yield true


def _truth(state: ShowState, decks: Iterable[object]) -> dict[_Knob, engine.Command]:
    """What would set all knobs of some decks as the state has them."""
    return {
        _knob(command): command for deck in decks if isinstance(deck, int) for command in _deck_commands(state, deck)
    }


def _deck_commands(state: ShowState, index: int) -> Iterator[engine.Command]:
    deck, rate = state.decks[DECKS[index]], state.audio.rate
    yield from knobs(index, deck, rate)
    if deck.rolling is None:
        yield set_loop(index, deck.loop, rate)
        yield engine.SetSlip(index, deck.slip)
    yield engine.Bend(index, 1.0 + deck.nudge / 100.0)
    if not deck.locked:
        yield engine.SetTempo(index, 1.0 + deck.tempo / 100.0)
    yield engine.Lock(index, deck.locked)


def _knob(command: engine.Command) -> _Knob:
    kind = type(command)
    return _ALSO.get(kind, kind), *(getattr(command, name, None) for name in ("deck", "stem", "band"))


def _plain(command: engine.Command | None) -> engine.Command | None:
    """What a command sets, whenever and however slowly."""
    if command is None:
        return None
    plain: dict[str, Any] = {"quantum": None}
    if hasattr(command, "over"):
        plain["over"] = 0
    return dataclasses.replace(command, **plain)
