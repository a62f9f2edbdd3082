"""Commands for grids, the clock, and who follows whom."""

from __future__ import annotations

from engine.kernel.beat_clock import set_speed
from engine.kernel.beat_grid import beat_length, lend_grid
from engine.kernel.beat_sync import SLOWEST, align, driver, moved, retime, retime_from, speed_with_clock
from engine.kernel.codes import Op
from engine.kernel.compiled import compiled
from engine.kernel.sinc import FASTEST


@compiled
def set_time(state, command):
    """Commands for grids, the clock, and who follows whom."""
    op = command.op
    if op == Op.CLOCK:
        turn_clock(state, command.value / (60.0 * state.constants.sample_rate))
    elif op == Op.LEADER:
        before = driver(state)
        state.beat_clock.leader = command.deck
        retime_from(state, before)
    elif op == Op.GRID:
        before = driver(state)
        lend_grid(state, command.deck, command)
        # A deck in time with its old grid is not in time with the new one.
        hold(state, command.deck)
        if state.decks[command.deck].playing != 0:
            moved(state, command.deck)
        if driver(state) != command.deck:
            retime_from(state, before)
    elif op == Op.LOCK:
        deck = state.decks[command.deck]
        hold(state, command.deck)
        deck.pace.locked = command.on
        deck.pace.factor = command.value
        retime(state)
    else:
        _sync_once(state, command)


@compiled
def hold(state, deck_index):
    """A deck goes on at the speed it has, and follows nobody until it is retimed."""
    pace = state.decks[deck_index].pace
    if pace.following != 0:
        pace.tempo = pace.base
        pace.following = 0


@compiled
def turn_clock(state, beats_per_frame):
    """Move the clock's tempo, and a leader's so that it goes with it."""
    leader = driver(state)
    if leader >= 0:
        deck = state.decks[leader]
        tempo = beats_per_frame * beat_length(deck.grid, deck.cursor.position)
        deck.pace.tempo = max(SLOWEST, min(FASTEST, tempo))
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
    deck.pace.tempo = max(SLOWEST, min(FASTEST, speed_with_clock(state, deck, command.value)))
    retime(state)
    if deck.playing != 0:
        align(state, command.deck, command.value)
