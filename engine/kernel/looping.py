"""Commands for what repeats: a deck's loop, its chain of loops, and the loops of single stems."""

from __future__ import annotations

import math

from engine.kernel.astray import inside, past_loop, stray_to
from engine.kernel.beat_grid import beat_at, loop_length, place_of
from engine.kernel.beat_sync import BAR, moved, rejoin, settled
from engine.kernel.codes import Op, Refusal, ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.ghost import jump
from engine.kernel.layout import CHAIN
from engine.kernel.ring import free_results, post_more
from engine.kernel.slip import end_roll, start_roll

#: Frames in the shortest loop.
_SHORTEST_LOOP = 32
#: Without a grid, so many beats make a second.
_BEATS_PER_SECOND = 2.0
#: The share of a beat by which a hand that is early still means the beat that comes.
_EARLY = 1.0 / 64.0


@compiled
def refuse_loop(state, command):
    """Why a loop cannot be: no such stem, not within the song, too short, or one more than a chain takes."""
    deck = state.decks[command.deck]
    op = command.op
    loops_stem = op == Op.STEM_LOOP or op == Op.STEM_LOOP_HERE
    if loops_stem and (command.stem < 0 or command.stem >= deck.cursor.stems):
        return Refusal.NO_SUCH_STEM
    if op == Op.CHAIN_LOOP and deck.links >= CHAIN:
        return Refusal.TOO_MANY_LOOPS
    start = command.first
    end = command.second
    if op == Op.LOOP_HERE or op == Op.STEM_LOOP_HERE or (op == Op.ROLL and command.on != 0):
        start = start_here(state, deck, command.value)
        end = start + length_here(state, deck, start, command.value)
    elif op != Op.CHAIN_LOOP and (command.on == 0 or (op != Op.LOOP and op != Op.STEM_LOOP)):
        return Refusal.NONE
    if start < 0 or end > deck.cursor.frames or end - start < _SHORTEST_LOOP:
        return Refusal.BAD_LOOP
    return Refusal.NONE


@compiled
def set_loop(state, command):
    """Commands for a deck's loop and its chain."""
    deck = state.decks[command.deck]
    op = command.op
    if op == Op.LOOP:
        deck.links = 0
        if command.on != 0:
            loop_between(state, command.deck, command.first, command.second)
        else:
            deck.loop.on = 0
    elif op == Op.LOOP_HERE:
        deck.links = 0
        _loop_here(state, command)
    elif op == Op.ROLL:
        if command.on != 0:
            start_roll(deck)
            _loop_here(state, command)
        else:
            end_roll(state, command.deck)
    elif op == Op.LEAVE_LOOP:
        _leave_loop(state, command.deck)
    elif op == Op.CHAIN_LOOP:
        _add_link(state, command)
    elif op == Op.CLEAR_CHAIN:
        if deck.links > 0:
            deck.links = 0
            deck.loop.on = 0
    else:
        _loop_stem(state, command)
    if past_loop(deck):
        rejoin(state, command.deck)


@compiled
def loop_between(state, deck_index, start, end):
    """Loop there. A deck that is in its loop goes on in the new one, at the same place within it."""
    deck = state.decks[deck_index]
    loop = deck.loop
    if inside(deck):
        way = deck.cursor.position - loop.start
        length = end - start
        place = start + way - math.floor(way / length) * length
        if place != deck.cursor.position:
            stray_to(deck, place)
            jump(state, deck_index, place, min(state.constants.ramp_frames, length))
    set_bounds(deck, loop, start, end)
    deck.turns = 0


@compiled
def set_bounds(deck, loop, start, end):
    """Where a loop of a deck or a stem lies, and how long a turn takes."""
    loop.on = 1
    loop.start = start
    loop.end = end
    loop.length = loop_length(deck.grid, start, end)


@compiled
def start_here(state, deck, beats):
    """Where a loop of so many beats begins that is asked for now."""
    position = deck.cursor.position
    if deck.grid.load == 0:
        start = position
    else:
        unit = min(1.0, beats)
        start = place_of(deck.grid, math.floor(beat_at(deck.grid, position) / unit + _EARLY) * unit)
    return max(0, math.floor(start + 0.5))


@compiled
def length_here(state, deck, start, beats):
    """How many frames so many beats take from there."""
    if deck.grid.load == 0:
        return int(beats * state.constants.sample_rate / _BEATS_PER_SECOND + 0.5)
    length = place_of(deck.grid, beat_at(deck.grid, float(start)) + beats) - start
    return math.floor(length + 0.5)


@compiled
def tell_loop(state, deck_index, stem_index, start, end):
    """Tell Python where a loop lies that the engine has found itself."""
    post_more(state, ResultKind.LOOPED, 0, state.clock, 0, 0, deck_index, stem_index, 0, start, end, 0.0)


@compiled
def _loop_here(state, command):
    deck = state.decks[command.deck]
    start = start_here(state, deck, command.value)
    end = start + length_here(state, deck, start, command.value)
    set_bounds(deck, deck.loop, start, end)
    deck.turns = 0
    tell_loop(state, command.deck, -1, start, end)


@compiled
def _leave_loop(state, deck_index):
    """To behind the loop, at the same place within the beat, or the bar if the loop has bars."""
    deck = state.decks[deck_index]
    loop = deck.loop
    was_inside = inside(deck)
    loop.on = 0
    deck.links = 0
    if not was_inside:
        return
    position = deck.cursor.position
    place = position + loop.length
    if deck.grid.load != 0:
        beat = beat_at(deck.grid, position)
        start = beat_at(deck.grid, float(loop.start))
        end = beat_at(deck.grid, float(loop.end))
        unit = BAR if end - start > BAR - _EARLY else 1.0
        place = place_of(deck.grid, beat + unit * math.ceil((end - beat) / unit - _EARLY))
    jump(state, deck_index, min(settled(deck, place), float(deck.cursor.frames)), state.constants.ramp_frames)
    if deck.playing != 0 and deck.astray == 0:
        moved(state, deck_index)


@compiled
def _add_link(state, command):
    """The first loop of a chain is the deck's loop from now on; the others come after it."""
    deck = state.decks[command.deck]
    link = deck.chain[deck.links]
    link.start = command.first
    link.end = command.second
    link.times = command.on
    deck.links += 1
    if deck.links == 1:
        loop_between(state, command.deck, link.start, link.end)


@compiled
def turn_chain(state, deck_index):
    """The deck is at the end of a loop of its chain: once more, or on to the next one. True when that is done."""
    deck = state.decks[deck_index]
    deck.chain[0].times -= 1
    if deck.chain[0].times > 0:
        return False
    over = deck.cursor.position - deck.loop.end
    deck.links -= 1
    for k in range(deck.links):
        deck.chain[k].start = deck.chain[k + 1].start
        deck.chain[k].end = deck.chain[k + 1].end
        deck.chain[k].times = deck.chain[k + 1].times
    if deck.links == 0:
        deck.loop.on = 0
        return True
    link = deck.chain[0]
    set_bounds(deck, deck.loop, link.start, link.end)
    deck.turns = 0
    if link.start + over != deck.cursor.position:
        stray_to(deck, link.start + over)
        jump(state, deck_index, link.start + over, min(state.constants.ramp_frames, link.end - link.start))
    if free_results(state) > state.owed:
        tell_loop(state, deck_index, -1, link.start, link.end)
    return True


@compiled
def _loop_stem(state, command):
    """The deck's own place stays; a stem that is heard from elsewhere now fades over, as if it had jumped."""
    deck = state.decks[command.deck]
    loop = deck.stems[command.stem].loop
    start = command.first
    end = command.second
    if command.op == Op.STEM_LOOP_HERE:
        start = start_here(state, deck, command.value)
        end = start + length_here(state, deck, start, command.value)
        tell_loop(state, command.deck, command.stem, start, end)
    position = deck.cursor.position
    on = command.op == Op.STEM_LOOP_HERE or command.on != 0
    if (loop.on != 0 and position >= loop.end) or (on and position >= end):
        jump(state, command.deck, position, state.constants.ramp_frames)
    loop.on = 0
    if on:
        set_bounds(deck, loop, start, end)
