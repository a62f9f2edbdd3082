"""Songs and transport."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

import engine
from sfa_live.model import action as act
from sfa_live.model.show_state import DeckState, ShowState
from sfa_live.show.reduce.change import (
    Change,
    Moment,
    both,
    check_place,
    edit_deck,
    frames,
    grid_of,
    here_in,
    index_of,
    loop_after,
    song_deck,
    with_deck,
)
from sfa_live.show.reduce.swap import end_swaps, tied

#: A deck that stands this close to its end, in milliseconds, starts again from the beginning.
_AT_THE_END: Final = 20.0


def _eject(state: ShowState, action: act.DeckEject, _moment: Moment) -> Change:
    """No hand holds the record any more; the engine's deck would keep what bends it for the next song."""
    index = index_of(action.deck)
    return put(state, action.deck, emptied(state.decks[action.deck]), engine.Eject(index), engine.Bend(index, 1.0))


def put(state: ShowState, name: act.DeckName, deck: DeckState, *commands: engine.Command) -> Change:
    """Another song on a deck, or none. All swaps with the old one are over: its guests go home, and so do its own."""
    return tied(both(end_swaps(state, name), lambda then: with_deck(then, name, deck, *commands)))


def bring_back(state: ShowState, name: act.DeckName, deck: DeckState, *commands: engine.Command) -> Change:
    """A deck from an earlier life. Its swaps go on with the decks that are back already; others may follow."""
    return tied(with_deck(state, name, deck, *commands))


def emptied(before: DeckState) -> DeckState:
    """A deck without a song: what belongs to the song is gone, what belongs to the hands stays."""
    return DeckState(
        tempo=before.tempo,
        key_lock=before.key_lock,
        locked=before.locked,
        gain_db=before.gain_db,
        eq=before.eq,
        filter=before.filter,
        normalise=before.normalise,
        side=before.side,
        output=before.output,
        headphones=before.headphones,
    )


def _play(state: ShowState, action: act.DeckPlay, moment: Moment) -> Change:
    name = action.deck
    deck, index = song_deck(state, name), index_of(name)
    if deck.playing:
        return Change(state)
    here = here_in(state, name, moment)
    if here > deck.duration_ms - _AT_THE_END:
        commands = (engine.Seek(index, 0), engine.Play(index))
        return edit_deck(state, name, *commands, playing=True, position_ms=0.0, **loop_after(deck, here, 0.0))
    return edit_deck(state, name, engine.Play(index), playing=True, position_ms=here)


def _pause(state: ShowState, action: act.DeckPause, moment: Moment) -> Change:
    here = here_in(state, action.deck, moment)
    return edit_deck(state, action.deck, engine.Pause(index_of(action.deck)), playing=False, position_ms=here)


def _stop(state: ShowState, action: act.DeckStop, _moment: Moment) -> Change:
    """Whatever is held or slips: the deck is at its beginning, and stays there."""
    name = action.deck
    song_deck(state, name)
    held = {"slip": False, "rolling": None, "roll_pressed": None}
    return edit_deck(state, name, engine.Stop(index_of(name)), playing=False, position_ms=0.0, **held)


def _seek(state: ShowState, action: act.DeckSeek, moment: Moment) -> Change:
    """Go to a place in the song. `ActionError` when it lies behind the end."""
    name, place = action.deck, check_place(state, action.deck, action.position_ms)
    loop = loop_after(state.decks[name], here_in(state, name, moment), place)
    return edit_deck(state, name, engine.Seek(index_of(name), frames(state, place)), position_ms=place, **loop)


def _jump(state: ShowState, action: act.DeckJump, moment: Moment) -> Change:
    """The engine counts the beats from where the deck is on its sample; what is written here is a good guess of it."""
    name = action.deck
    grid, deck, here = grid_of(state, name), state.decks[name], here_in(state, name, moment)
    place = min(max(grid.ms_at(grid.beat_at(here) + action.beats), 0.0), deck.duration_ms)
    command = engine.Jump(index_of(name), action.beats)
    return edit_deck(state, name, command, position_ms=place, **loop_after(deck, here, place))


def _panic(state: ShowState, _action: act.Panic, moment: Moment) -> Change:
    """The engine is told by the show itself, past the ring: it stops the decks and their slip. What is left is here."""
    decks: dict[str, DeckState] = {}
    commands: list[engine.Command] = []
    for index, name in enumerate(act.DECKS):
        deck = state.decks[name]
        place = moment.position_ms(name) if deck.playing else deck.position_ms
        decks[name] = replace(
            deck, playing=False, position_ms=place, slip=False, rolling=None, roll_pressed=None, nudge=0.0
        )
        if deck.nudge:
            commands.append(engine.Bend(index, 1.0))
    return Change(replace(state, decks=decks, master=replace(state.master, playing=False)), tuple(commands))


HANDLERS: Final[Mapping[type[act.Action], Callable[[ShowState, Any, Moment], Change]]] = {
    act.DeckEject: _eject,
    act.DeckPlay: _play,
    act.DeckPause: _pause,
    act.DeckStop: _stop,
    act.DeckSeek: _seek,
    act.DeckJump: _jump,
    act.Panic: _panic,
}
