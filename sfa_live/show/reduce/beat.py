"""The beats of songs, the master clock, and who follows whom."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.grid import FASTEST, SLOWEST, Grid
from sfa_live.model.show_state import ClockStatus, ShowState
from sfa_live.show.reduce.change import (
    Change,
    Moment,
    check_place,
    edit_deck,
    edit_master,
    grid_of,
    index_of,
    placed,
    song_deck,
    with_deck,
)

#: Beats of a deck to one of the clock's, for a sync that is done once: half time, as it is, double time.
_FACTORS: Final = (0.5, 1.0, 2.0)
#: Outputs that the clock is sent to, at most.
_MOST_RECEIVERS: Final = 16
#: How far, in percent, a deck's tempo can be moved.
_MOST_PERCENT: Final = 50.0


def beat_grid(grid: Grid | None, duration_ms: float, rate: int) -> engine.BeatGrid | None:
    """A song's beats as the engine reads them."""
    if grid is None:
        return None
    places = [place * rate / 1000.0 for place in grid.places(duration_ms)]
    return engine.BeatGrid.from_beats(places, grid.downbeat - grid.first_number())


def _grid(state: ShowState, name: act.DeckName, grid: Grid | None, *, edited: bool = True) -> Change:
    """Other beats for the song on a deck; a locked deck goes on following, and the engine finds the measure."""
    index = index_of(name)
    deck = replace(state.decks[name], grid=grid, grid_edited=edited)
    return with_deck(state, name, deck, engine.SetGrid(index, beat_grid(grid, deck.duration_ms, state.audio.rate)))


def _nudge(state: ShowState, action: act.GridNudge, _moment: Moment) -> Change:
    return _grid(state, action.deck, grid_of(state, action.deck).moved(action.ms))


def _set_downbeat(state: ShowState, action: act.GridSetDownbeat, _moment: Moment) -> Change:
    place = check_place(state, action.deck, placed(action.position_ms))
    return _grid(state, action.deck, grid_of(state, action.deck).with_downbeat_at(place))


def _set(state: ShowState, action: act.GridSet, _moment: Moment) -> Change:
    song_deck(state, action.deck)
    return _grid(state, action.deck, Grid(action.bpm, action.first_ms))


def _double(state: ShowState, action: act.GridDouble, _moment: Moment) -> Change:
    grid = grid_of(state, action.deck)
    _check_bpm(grid.bpm * 2)
    return _grid(state, action.deck, grid.doubled())


def _halve(state: ShowState, action: act.GridHalve, _moment: Moment) -> Change:
    grid = grid_of(state, action.deck)
    _check_bpm(grid.bpm / 2)
    if 0 < len(grid.beats_ms) < 4:
        raise ActionError("A grid of fewer than four beats cannot be halved.", code="out_of_range")
    return _grid(state, action.deck, grid.halved())


def _check_bpm(bpm: float) -> None:
    if not SLOWEST <= bpm <= FASTEST:
        raise ActionError(f"Beats go at {SLOWEST:g} to {FASTEST:g} bpm, not at {bpm:g}.", code="out_of_range")


def _reset(state: ShowState, action: act.GridReset, moment: Moment) -> Change:
    found = moment.found_grids.get(song_deck(state, action.deck).track_id or "")
    return _grid(state, action.deck, found, edited=False)


def _sync_once(state: ShowState, action: act.SyncOnce, _moment: Moment) -> Change:
    name = action.deck
    grid = grid_of(state, name)
    if state.master.leader == name:
        return Change(state)
    factor, percent = _match(grid, state.master.tempo)
    if abs(percent) > _MOST_PERCENT:
        raise ActionError(
            f"The song on deck {name} ({grid.bpm:g} bpm) is too far from the clock ({state.master.tempo:g} bpm).",
            code="too_far",
        )
    return edit_deck(state, name, engine.SyncOnce(index_of(name), factor), tempo=percent)


def _sync_lock(state: ShowState, action: act.SyncLock, _moment: Moment) -> Change:
    """In the measure that the engine finds, which knows what is heard and how fast the clock goes at that frame."""
    name, locked = action.deck, bool(action.on)
    if locked and state.decks[name].track_id is not None:
        grid_of(state, name)
    return edit_deck(state, name, engine.Lock(index_of(name), locked), locked=locked)


def _match(grid: Grid, bpm: float) -> tuple[float, float]:
    """The factor that brings the tempi nearest, and the deck's tempo with it in percent."""
    factor = min(_FACTORS, key=lambda factor: abs(math.log(bpm * factor / grid.bpm)))
    return factor, round((bpm * factor / grid.bpm - 1.0) * 100.0, 2)


def _leader(state: ShowState, action: act.SyncLeader, _moment: Moment) -> Change:
    if action.deck is not None:
        grid_of(state, action.deck)
    index = None if action.deck is None else index_of(action.deck)
    return edit_master(state, engine.SetLeader(index), chosen_leader=action.deck)


def _tempo(state: ShowState, action: act.ClockTempo, _moment: Moment) -> Change:
    clock = state.master.clock
    if clock.source == "link" and clock.status == "following":
        # The session is asked for it, and the clock follows the session.
        return Change(state)
    if clock.source == "midi" and clock.status in ("following", "lost"):
        raise ActionError(
            f"The clock follows {clock.heard or clock.source}: choose the internal one first (clock.source).",
            code="clock_outside",
        )
    return edit_master(state, engine.SetClock(action.bpm), tempo=action.bpm)


def _quantise(state: ShowState, action: act.ClockQuantise, _moment: Moment) -> Change:
    return edit_master(state, quantise=action.value)


def _source(state: ShowState, action: act.ClockSourceChoose, _moment: Moment) -> Change:
    """Nobody outside leads until they are heard; and whoever led until now, does so no more."""
    if action.port_id is not None and action.value != "midi":
        raise ActionError(f"A port is for MIDI clock: {action.value} has none.")
    before = state.master.clock
    if (before.source, before.port_id) == (action.value, action.port_id):
        return Change(state)
    status: ClockStatus | None = None if action.value == "internal" else "waiting"
    clock = replace(before, source=action.value, port_id=action.port_id, status=status, heard=None)
    return edit_master(state, engine.FreeClock(), clock=clock)


def _send(state: ShowState, action: act.ClockSend, _moment: Moment) -> Change:
    clock = state.master.clock
    others = tuple(port_id for port_id in clock.sends if port_id != action.port_id)
    if action.on and len(others) == _MOST_RECEIVERS:
        raise ActionError(
            f"The clock goes to {_MOST_RECEIVERS} outputs already: switch one of them off first.", code="full"
        )
    return edit_master(state, clock=replace(clock, sends=(*others, action.port_id) if action.on else others))


HANDLERS: Final[Mapping[type[act.Action], Callable[[ShowState, Any, Moment], Change]]] = {
    act.GridNudge: _nudge,
    act.GridSetDownbeat: _set_downbeat,
    act.GridSet: _set,
    act.GridDouble: _double,
    act.GridHalve: _halve,
    act.GridReset: _reset,
    act.SyncOnce: _sync_once,
    act.SyncLock: _sync_lock,
    act.SyncLeader: _leader,
    act.ClockTempo: _tempo,
    act.ClockQuantise: _quantise,
    act.ClockSourceChoose: _source,
    act.ClockSend: _send,
}
