"""Commands that move a deck's cursor. Whatever it leaves fades out as a ghost."""

from __future__ import annotations

import math

from engine.kernel.beat import set_tempo
from engine.kernel.beat_grid import beat_at, place_of, take_grid
from engine.kernel.beat_sync import driver, lead, moved, retime, settled
from engine.kernel.codes import Op
from engine.kernel.compiled import compiled
from engine.kernel.ghost import fade_in, give_back, jump, leave
from engine.kernel.hands import reset_stems
from engine.kernel.sizes import STEMS
from engine.kernel.slip import end_slip, forget_slip, start_slip

#: Song frames per frame that a shift adds, at most: the slowest deck, under a slowing hand, still never runs backwards.
_FASTEST_SHIFT = 0.25


@compiled
def move_deck(state, command):
    """Commands that move the cursor. Whatever it leaves fades out as a ghost."""
    deck = state.decks[command.deck]
    op = command.op
    if op == Op.PLAY:
        _play(state, command.deck)
    elif op == Op.TEMPO:
        set_tempo(state, command)
    elif op == Op.SEEK:
        _go_to(state, command.deck, min(command.value, float(deck.cursor.frames)))
    elif op == Op.JUMP:
        _go_to(state, command.deck, _place_beside(deck, command.value))
    elif op == Op.BEND:
        deck.pace.bend = command.value
        retime(state)
        let_go(state, command.deck)
    elif op == Op.SHIFT:
        _shift(state, command)
    elif op == Op.SLIP:
        if command.on != 0:
            start_slip(deck)
            # Under a roll it slips already; when that ends it goes on.
            deck.slip.kept = 1
        else:
            end_slip(state, command.deck)
    else:
        _stand(state, command)


@compiled
def let_go(state, deck_index):
    """No hand is on the record any more: a leader that was moved gives the clock its place within the beat."""
    pace = state.decks[deck_index].pace
    if driver(state) == deck_index and pace.bend == 1.0 and pace.shift_left == 0:
        lead(state, deck_index, 1.0)


@compiled
def _play(state, deck_index):
    deck = state.decks[deck_index]
    if deck.playing != 0:
        return
    deck.astray = 0
    # Before it plays, so that what has not been heard does not fade out.
    if deck.pace.following != 0 and state.beat_clock.leader != deck_index and driver(state) >= 0:
        moved(state, deck_index)
    deck.playing = 1
    deck.since = state.clock
    # From the very beginning a song needs no fade: its first sample is its first sample.
    fade_in(deck, 0 if deck.cursor.position == 0.0 else state.constants.ramp_frames)
    if driver(state) == deck_index:
        moved(state, deck_index)


@compiled
def _stand(state, command):
    """Pause, stop, another song, or none."""
    deck = state.decks[command.deck]
    leave(state, command.deck, state.clock, state.constants.ramp_frames)
    deck.playing = 0
    if command.op == Op.STOP:
        # A hand that lets go of a roll, or of slip, later must not take the deck away from its beginning.
        forget_slip(deck)
        deck.cursor.position = 0.0
    if command.op == Op.LOAD or command.op == Op.EJECT:
        _swap_song(state, command)
    retime(state)


@compiled
def _go_to(state, deck_index, place):
    """Within its loop a deck stays in it. Out of it, or over it, leaves it: nobody would hear it any more."""
    deck = state.decks[deck_index]
    loop = deck.loop
    position = deck.cursor.position
    if position < loop.end and (place >= loop.end or place < loop.start <= position):
        loop.on = 0
        if deck.slip.rolling == 0:
            deck.links = 0
    jump(state, deck_index, place, state.constants.ramp_frames)
    deck.astray = 0
    if deck.playing != 0:
        moved(state, deck_index)
    else:
        retime(state)


@compiled
def _place_beside(deck, beats):
    """So many beats from here, at the same place within the beat; less whole beats than that at the song's bounds."""
    first = beat_at(deck.grid, 0.0)
    last = beat_at(deck.grid, float(deck.cursor.frames))
    beat = beat_at(deck.grid, deck.cursor.position) + beats
    if beat < first:
        beat += math.ceil(first - beat)
    elif beat > last:
        beat -= math.ceil(beat - last)
    return max(0.0, min(settled(deck, place_of(deck.grid, beat)), float(deck.cursor.frames)))


@compiled
def _shift(state, command):
    """A push, on top of what is left of the one before."""
    deck = state.decks[command.deck]
    pace = deck.pace
    if deck.playing == 0:
        place = deck.cursor.position + command.value
        deck.cursor.position = max(0.0, min(settled(deck, place), float(deck.cursor.frames)))
        retime(state)
        return
    way = command.value + pace.shift * pace.shift_left
    pace.shift_left = max(command.first, math.ceil(abs(way) / _FASTEST_SHIFT))
    pace.shift = way / pace.shift_left
    retime(state)


@compiled
def _swap_song(state, command):
    """Another song, or none, under the cursor: at its beginning, unlooped, its stems untouched."""
    deck = state.decks[command.deck]
    cursor = deck.cursor
    old = cursor.load
    cursor.load = 0
    cursor.samples = 0
    cursor.frames = 0
    cursor.stems = 0
    if command.op == Op.LOAD:
        state.owed += 1
        cursor.load = command.id
        cursor.samples = command.first
        cursor.frames = command.second
        cursor.stems = command.on
    cursor.position = 0.0
    forget_slip(deck)
    deck.loop.on = 0
    deck.links = 0
    deck.pace.shift = 0.0
    deck.pace.shift_left = 0
    deck.original = int(command.value) if command.op == Op.LOAD else -1
    for index in range(STEMS):
        deck.stems[index].loop.on = 0
    reset_stems(state, command.deck)
    take_grid(state, command.deck)
    give_back(state, command.deck, old, state.clock)
