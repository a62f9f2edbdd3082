"""Commands for what repeats: a deck's loop, its chain of loops, and the loops of single stems."""

from __future__ import annotations

import math

from engine.kernel.astray import inside, past_loop, stray_to
from engine.kernel.beat_grid import beat_at, place_of
from engine.kernel.beat_sync import BAR, moved, rejoin, settled
from engine.kernel.codes import Op, Refusal, ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.ghost import jump
from engine.kernel.loop_bounds import EARLY, end_within, length_here, set_bounds, start_here
from engine.kernel.ring import free_results, post_more
from engine.kernel.sizes import CHAIN
from engine.kernel.slip import catch_roll, end_loop_below, end_roll, loop_below, start_roll

#: Frames in the shortest loop.
_SHORTEST_LOOP = 32


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
    rolling = deck.slip.rolling != 0
    if (op == Op.LOOP_HERE and rolling and deck.loop.on != 0) or (op == Op.SIZE_ROLL and not rolling):
        return Refusal.NONE
    start = command.first
    end = end_within(state, deck, command.second)
    begins_here = op == Op.LOOP_HERE or op == Op.STEM_LOOP_HERE or op == Op.SIZE_ROLL
    if begins_here or (op == Op.ROLL and command.on != 0):
        start = start_here(state, deck, command.value)
        end = end_within(state, deck, start + length_here(state, deck, start, command.value))
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
        if command.on != 0:
            deck.links = 0
            loop_between(state, command.deck, command.first, command.second)
        else:
            _end_loop(deck)
    elif op == Op.LOOP_HERE:
        deck.links = 0
        _loop_from_here(state, command)
    elif op == Op.ROLL or op == Op.SIZE_ROLL:
        _roll(state, command)
    elif op == Op.LEAVE_LOOP:
        _leave_loop(state, command.deck)
    elif op == Op.CHAIN_LOOP:
        _add_link(state, command)
    elif op == Op.CLEAR_CHAIN:
        if deck.links > 0:
            _end_loop(deck)
    else:
        _loop_stem(state, command)
    if past_loop(deck):
        rejoin(state, command.deck)


@compiled
def loop_between(state, deck_index, start, end):
    """Loop there. A deck that is in its loop goes on in the new one, at the same place within it.

    While a roll is held, it is the loop below that the deck comes home to.
    """
    deck = state.decks[deck_index]
    loop = deck.loop
    if deck.slip.rolling != 0:
        loop_below(state, deck_index, start, end)
        return
    if inside(deck):
        way = deck.cursor.position - loop.start
        length = end - start
        place = start + way - math.floor(way / length) * length
        if place != deck.cursor.position:
            stray_to(deck, place)
            jump(state, deck_index, place, min(state.constants.ramp_frames, length))
    set_bounds(state, deck, loop, start, end)
    deck.turns = 0


@compiled
def tell_loop(state, deck_index, stem_index, loop):
    """Tell Python where a loop lies that the engine has found itself."""
    post_more(state, ResultKind.LOOPED, 0, state.clock, 0, 0, deck_index, stem_index, 0, loop.start, loop.end, 0.0)


@compiled
def _loop_here(state, command):
    deck = state.decks[command.deck]
    start = start_here(state, deck, command.value)
    end = start + length_here(state, deck, start, command.value)
    set_bounds(state, deck, deck.loop, start, end)
    deck.turns = 0
    tell_loop(state, command.deck, -1, deck.loop)


@compiled
def _loop_from_here(state, command):
    """A loop of the deck's own. A roll that is held is caught as it is; not if a jump has left it already."""
    deck = state.decks[command.deck]
    caught = deck.slip.rolling != 0 and deck.loop.on != 0
    catch_roll(deck)
    if caught:
        tell_loop(state, command.deck, -1, deck.loop)
    else:
        _loop_here(state, command)


@compiled
def _roll(state, command):
    """A roll begins, changes over to another one, gets another size, or ends."""
    deck = state.decks[command.deck]
    if command.op == Op.SIZE_ROLL:
        if deck.slip.rolling != 0:
            deck.slip.rolling = command.value
            _loop_here(state, command)
    elif command.on != 0:
        start_roll(deck, command.value)
        _loop_here(state, command)
    else:
        end_roll(state, command.deck, command.value)


@compiled
def _end_loop(deck):
    """The deck plays its loop to the end, then goes on; a roll is not its loop."""
    deck.links = 0
    if deck.slip.rolling != 0:
        end_loop_below(deck)
    else:
        deck.loop.on = 0


@compiled
def _leave_loop(state, deck_index):
    """To behind the loop, at the same place within the beat, or the bar if the loop has bars."""
    deck = state.decks[deck_index]
    loop = deck.loop
    was_inside = inside(deck) and deck.slip.rolling == 0
    _end_loop(deck)
    if not was_inside:
        return
    position = deck.cursor.position
    place = position + loop.length
    if deck.grid.load != 0:
        beat = beat_at(deck.grid, position)
        start = beat_at(deck.grid, float(loop.start))
        end = beat_at(deck.grid, float(loop.end))
        unit = BAR if end - start > BAR - EARLY else 1.0
        place = place_of(deck.grid, beat + unit * math.ceil((end - beat) / unit - EARLY))
    jump(state, deck_index, min(settled(deck, place), float(deck.cursor.frames)), state.constants.ramp_frames)
    if deck.playing != 0 and deck.astray == 0:
        moved(state, deck_index)


@compiled
def _add_link(state, command):
    """The first loop of a chain is the deck's loop from now on, and a deck that is behind it goes to its beginning."""
    deck = state.decks[command.deck]
    link = deck.chain[deck.links]
    link.start = command.first
    link.end = command.second
    link.times = command.on
    deck.links += 1
    if deck.links != 1:
        return
    loop_between(state, command.deck, link.start, link.end)
    if deck.slip.rolling == 0 and deck.cursor.position >= deck.loop.end:
        jump(state, command.deck, float(link.start), min(state.constants.ramp_frames, link.end - link.start))
        if deck.playing != 0:
            moved(state, command.deck)


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
    set_bounds(state, deck, deck.loop, link.start, link.end)
    deck.turns = 0
    if link.start + over != deck.cursor.position:
        stray_to(deck, link.start + over)
        jump(state, deck_index, link.start + over, min(state.constants.ramp_frames, link.end - link.start))
    if free_results(state) > state.owed:
        tell_loop(state, deck_index, -1, deck.loop)
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
    position = deck.cursor.position
    on = command.op == Op.STEM_LOOP_HERE or command.on != 0
    if (loop.on != 0 and position >= loop.end) or (on and position >= end):
        jump(state, command.deck, position, state.constants.ramp_frames)
    loop.on = 0
    if on:
        set_bounds(state, deck, loop, start, end)
    if command.op == Op.STEM_LOOP_HERE:
        tell_loop(state, command.deck, command.stem, loop)
