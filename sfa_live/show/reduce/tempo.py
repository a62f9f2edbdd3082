"""How fast a deck plays, and in which key: tempo, a hand on the record, slip, key lock, key shift."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

import engine
from sfa_live.model import action as act
from sfa_live.model.show_state import DeckState, KeyState, ShowState
from sfa_live.show.reduce.change import Change, Moment, edit_deck, frames, here_in, index_of, song_deck

#: The engine's names for the ways in which the key is kept.
MODES: Final[Mapping[act.KeyLockMode, engine.Stretch]] = {
    "fine": engine.Stretch.FINE,
    "short": engine.Stretch.SHORT,
    "light": engine.Stretch.LIGHT,
}
#: The shortest time that a jog takes, in milliseconds.
_JOG_MS: Final = 60.0
#: A jog takes at least so many times its own way: a deck is pushed by a quarter of its speed at most.
_JOG_STRETCH: Final = 4.0
#: What stems are called that keep their pitch when the key is shifted.
_DRUMS: Final = ("drum", "perc")


def _tempo(state: ShowState, action: act.DeckTempo, _moment: Moment) -> Change:
    command = engine.SetTempo(index_of(action.deck), 1.0 + action.percent / 100.0)
    return edit_deck(state, action.deck, command, tempo=action.percent)


def _nudge(state: ShowState, action: act.DeckNudge, _moment: Moment) -> Change:
    song_deck(state, action.deck)
    percent = action.percent if action.on else 0.0
    return edit_deck(state, action.deck, engine.Bend(index_of(action.deck), 1.0 + percent / 100.0), nudge=percent)


def _jog(state: ShowState, action: act.DeckJog, moment: Moment) -> Change:
    deck, here = song_deck(state, action.deck), here_in(state, action.deck, moment)
    over = max(_JOG_MS, _JOG_STRETCH * abs(action.ms))
    command = engine.Shift(index_of(action.deck), action.ms * state.audio.rate / 1000.0, frames(state, over))
    if deck.playing:
        return Change(state, (command,))
    return edit_deck(state, action.deck, command, position_ms=min(max(here + action.ms, 0.0), deck.duration_ms))


def _slip(state: ShowState, action: act.DeckSlip, _moment: Moment) -> Change:
    song_deck(state, action.deck)
    return edit_deck(state, action.deck, engine.SetSlip(index_of(action.deck), bool(action.on)), slip=bool(action.on))


def _key_lock(state: ShowState, action: act.DeckKeyLock, _moment: Moment) -> Change:
    return _key(state, action.deck, lock=bool(action.on))


def _key_lock_mode(state: ShowState, action: act.DeckKeyLockMode, _moment: Moment) -> Change:
    return _key(state, action.deck, mode=action.mode)


def _key_shift(state: ShowState, action: act.DeckKeyShift, _moment: Moment) -> Change:
    return _key(state, action.deck, semitones=action.semitones)


def _key_exempt(state: ShowState, action: act.DeckKeyExempt, _moment: Moment) -> Change:
    return _key(state, action.deck, exempt=bool(action.on))


def _key(state: ShowState, name: act.DeckName, **changes: object) -> Change:
    """The deck with some of how it keeps its key changed; an empty deck is told when a song comes."""
    deck = state.decks[name]
    after = replace(deck, key_lock=replace(deck.key_lock, **changes))
    was, now = (key_commands(index_of(name), each) for each in (deck, after))
    commands = (new for old, new in zip(was, now, strict=True) if new != old)
    return edit_deck(state, name, *(commands if deck.track_id is not None else ()), key_lock=after.key_lock)


def key_commands(index: int, deck: DeckState) -> tuple[engine.Command, engine.Command]:
    """What makes the engine's deck keep its key as this one does."""
    key: KeyState = deck.key_lock
    return (
        engine.SetKeyLock(index, key.lock, MODES[key.mode]),
        engine.SetKeyShift(index, key.semitones, _drums(deck) if key.exempt else ()),
    )


def _drums(deck: DeckState) -> tuple[int, ...]:
    """The places of the stems with the drums."""
    return tuple(stem.slot - 1 for name, stem in deck.stems.items() if any(word in name for word in _DRUMS))


HANDLERS: Final[Mapping[type[act.Action], Callable[[ShowState, Any, Moment], Change]]] = {
    act.DeckTempo: _tempo,
    act.DeckNudge: _nudge,
    act.DeckJog: _jog,
    act.DeckSlip: _slip,
    act.DeckKeyLock: _key_lock,
    act.DeckKeyLockMode: _key_lock_mode,
    act.DeckKeyShift: _key_shift,
    act.DeckKeyExempt: _key_exempt,
}
