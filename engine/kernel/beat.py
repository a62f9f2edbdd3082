"""Commands for grids, the clock, and who follows whom."""

from __future__ import annotations

from engine.kernel.beat_clock import set_speed
from engine.kernel.beat_factor import fit_as_heard, fit_to_recording, speed_with_clock, within_reach
from engine.kernel.beat_grid import beat_length, lend_grid
from engine.kernel.beat_sync import align, driver, moved, retime
from engine.kernel.codes import Op
from engine.kernel.compiled import compiled
from engine.kernel.outside import follow_outside, free_clock


@compiled
def set_time(state, command):
    """Commands for grids, the clock, and who follows whom."""
    op = command.op
    if op == Op.CLOCK:
        turn_clock(state, command.value / (60.0 * state.constants.sample_rate))
    elif op == Op.LEADER:
        state.beat_clock.leader = command.deck
        retime(state)
    elif op == Op.GRID:
        _set_grid(state, command)
    elif op == Op.LOCK:
        _lock(state, command)
    elif op == Op.FOLLOW_CLOCK:
        follow_outside(state, command)
    elif op == Op.FREE_CLOCK:
        free_clock(state)
    else:
        _sync_once(state, command)


@compiled
def _set_grid(state, command):
    deck = state.decks[command.deck]
    lend_grid(state, command.deck, command)
    # A deck in time with its old grid is not in time with the new one.
    hold(state, command.deck)
    if deck.pace.locked != 0 and deck.grid.load != 0:
        fit_as_heard(state, deck, driver(state) == command.deck)
    _hand_over_anew(state, command.deck)
    if deck.playing != 0:
        moved(state, command.deck)
    else:
        retime(state)


@compiled
def _lock(state, command):
    """Lock a deck, or let it go."""
    deck = state.decks[command.deck]
    pace = deck.pace
    before = pace.factor
    hold(state, command.deck)
    pace.locked = command.on
    if command.on == 0:
        pace.factor = 1.0
    elif command.value != 0.0:
        pace.factor = command.value
    elif deck.grid.load != 0 and deck.playing != 0:
        fit_as_heard(state, deck, driver(state) == command.deck)
    elif deck.grid.load != 0:
        fit_to_recording(state, deck)
    if pace.factor != before:
        _hand_over_anew(state, command.deck)
    retime(state)


@compiled
def _hand_over_anew(state, deck_index):
    """If the clock follows this deck, its beats are others now: they are as those of another deck."""
    clock = state.beat_clock
    if clock.driver == deck_index:
        clock.driver = -1


@compiled
def hold(state, deck_index):
    """A deck goes on at the speed it has, and follows nobody until it is retimed."""
    pace = state.decks[deck_index].pace
    if pace.following != 0:
        pace.tempo = pace.base
        pace.following = 0


@compiled
def turn_clock(state, beats_per_frame):
    """Move the clock's tempo, and a leader's so that it goes with it. Those outside are moved by nobody here."""
    if state.beat_clock.outside != 0:
        return
    leader = driver(state)
    if leader >= 0:
        deck = state.decks[leader]
        tempo = beats_per_frame * deck.pace.factor * beat_length(deck.grid, deck.cursor.position)
        deck.pace.tempo = within_reach(tempo)
    else:
        set_speed(state, beats_per_frame)
    retime(state)


@compiled
def set_tempo(state, command):
    """A deck's tempo. One that is locked moves the clock, and all that go with it."""
    deck = state.decks[command.deck]
    if deck.pace.locked != 0 and deck.grid.load != 0 and driver(state) != command.deck:
        length = beat_length(deck.grid, deck.cursor.position)
        turn_clock(state, command.value / (deck.pace.factor * length))
    else:
        deck.pace.tempo = command.value
        retime(state)


@compiled
def _sync_once(state, command):
    if driver(state) == command.deck:
        return
    deck = state.decks[command.deck]
    deck.pace.tempo = within_reach(speed_with_clock(state, deck, command.value))
    retime(state)
    if deck.playing != 0:
        align(state, command.deck, command.value)
