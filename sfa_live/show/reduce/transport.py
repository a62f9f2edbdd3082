"""Songs and transport."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.show_state import DeckState, ShowState
from sfa_live.show.reduce.change import Change, Moment, edit_deck, frames, index_of, song_deck, with_deck

#: A deck that stands this close to its end, in milliseconds, starts again from the beginning.
_AT_THE_END: Final = 20.0


def _eject(state: ShowState, action: act.DeckEject, _moment: Moment) -> Change:
    return with_deck(state, action.deck, emptied(state.decks[action.deck]), engine.Eject(index_of(action.deck)))


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
    here = min(moment.position_ms(name), deck.duration_ms)
    if here > deck.duration_ms - _AT_THE_END:
        return edit_deck(state, name, engine.Seek(index, 0), engine.Play(index), playing=True, position_ms=0.0)
    return edit_deck(state, name, engine.Play(index), playing=True, position_ms=here)


def _pause(state: ShowState, action: act.DeckPause, moment: Moment) -> Change:
    here = min(moment.position_ms(action.deck), song_deck(state, action.deck).duration_ms)
    return edit_deck(state, action.deck, engine.Pause(index_of(action.deck)), playing=False, position_ms=here)


def _stop(state: ShowState, action: act.DeckStop, _moment: Moment) -> Change:
    song_deck(state, action.deck)
    return edit_deck(state, action.deck, engine.Stop(index_of(action.deck)), playing=False, position_ms=0.0)


def _seek(state: ShowState, action: act.DeckSeek, _moment: Moment) -> Change:
    return seek(state, action.deck, action.position_ms)


def seek(state: ShowState, name: act.DeckName, place_ms: float) -> Change:
    """Go to a place in the song. `ActionError` when it lies behind the end."""
    deck = song_deck(state, name)
    if place_ms > deck.duration_ms:
        raise ActionError(
            f"{place_ms:.0f} ms is behind the end of the song on deck {name} ({deck.duration_ms:.0f} ms).",
            code="out_of_range",
        )
    return edit_deck(state, name, engine.Seek(index_of(name), frames(state, place_ms)), position_ms=place_ms)


def _jump(state: ShowState, action: act.DeckJump, _moment: Moment) -> Change:
    deck = song_deck(state, action.deck)
    if deck.grid is None:
        raise ActionError(
            f"The beats of the song on deck {action.deck} are not known: tap them first (grid.tap).", code="no_grid"
        )
    return Change(state, (engine.Jump(index_of(action.deck), action.beats),))


def _panic(state: ShowState, _action: act.Panic, moment: Moment) -> Change:
    """The engine is told to panic by the show itself, past the ring; here is what is left to say."""
    stopped: dict[str, DeckState] = {
        name: replace(deck, playing=False, position_ms=moment.position_ms(name), rolling=None, nudge=0.0)
        for name in act.DECKS
        if (deck := state.decks[name]).playing
    }
    master = replace(state.master, playing=False)
    return Change(replace(state, decks={**state.decks, **stopped}, master=master))


HANDLERS: Final[Mapping[type[act.Action], Callable[[ShowState, Any, Moment], Change]]] = {
    act.DeckEject: _eject,
    act.DeckPlay: _play,
    act.DeckPause: _pause,
    act.DeckStop: _stop,
    act.DeckSeek: _seek,
    act.DeckJump: _jump,
    act.Panic: _panic,
}
