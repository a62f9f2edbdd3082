"""Slip: where a deck would be, had nobody touched it, counted on below whatever it plays."""

from __future__ import annotations

import math

from engine.kernel.astray import inside
from engine.kernel.beat_sync import moved, rejoin, retime, settled
from engine.kernel.compiled import compiled
from engine.kernel.ghost import jump
from engine.kernel.loop_bounds import set_bounds
from engine.kernel.voice import copy_loop


@compiled
def start_slip(deck):
    """From here on the deck's way is counted; it is already, when it slips."""
    if deck.slip.on == 0:
        deck.slip.on = 1
        deck.slip.position = deck.cursor.position
        deck.slip.frames = 0


@compiled
def end_slip(state, deck_index):
    """Be heard from where the deck would have been; while a roll is held, as soon as that ends."""
    deck = state.decks[deck_index]
    if deck.slip.rolling != 0:
        deck.slip.kept = 0
        return
    if deck.slip.on != 0:
        _land(state, deck_index)
    deck.slip.on = 0


@compiled
def start_roll(deck, beats):
    """The loop that the deck is in goes on below the roll, and so does the deck. One that rolls changes over."""
    slip = deck.slip
    slip.beats = beats
    slip.pressed = beats
    if slip.rolling == 0:
        slip.rolling = 1
        slip.kept = slip.on
        copy_loop(slip.loop, deck.loop)
        slip.loop.on = deck.loop.on if deck.cursor.position < deck.loop.end else 0
        start_slip(deck)


@compiled
def end_roll(state, deck_index, beats):
    """The loop that the roll has hidden is the deck's again, and the deck where it would be in it.

    A button that is let go ends the roll of its own beats only; 0.0 ends any.
    """
    deck = state.decks[deck_index]
    slip = deck.slip
    if slip.rolling == 0 or (beats != 0.0 and beats != slip.beats and beats != slip.pressed):
        return
    copy_loop(deck.loop, slip.loop)
    deck.turns = 0
    _land(state, deck_index)
    slip.rolling = 0
    slip.on = slip.kept


@compiled
def forget_slip(deck):
    """Whatever comes, the deck stays where it is. The loop that a roll has hidden is its own again."""
    if deck.slip.rolling != 0:
        copy_loop(deck.loop, deck.slip.loop)
        deck.turns = 0
    deck.slip.on = 0
    deck.slip.rolling = 0


@compiled
def catch_roll(deck):
    """If one is held: it is the deck's loop from now on, and there is no other place to go back to."""
    slip = deck.slip
    if slip.rolling != 0:
        slip.rolling = 0
        slip.on = slip.kept


@compiled
def loop_below(state, deck_index, start, end):
    """Another loop below the roll. A deck that would be in its loop is at the same place within the new one."""
    deck = state.decks[deck_index]
    slip = deck.slip
    _count_anew(deck)
    if slip.kept == 0 and slip.loop.on != 0 and slip.loop.start <= slip.position < slip.loop.end:
        way = slip.position - slip.loop.start
        length = end - start
        slip.position = start + way - math.floor(way / length) * length
    set_bounds(state, deck, slip.loop, start, end)


@compiled
def end_loop_below(deck):
    """The loop below the roll is over: from where it would be now the deck goes on."""
    _count_anew(deck)
    deck.slip.loop.on = 0


@compiled
def _count_anew(deck):
    deck.slip.position = _below(deck)
    deck.slip.frames = 0


@compiled
def _below(deck):
    """Where the deck would be: in the loop that a roll hides, unless it had been slipping below that already."""
    slip = deck.slip
    place = slip.position + slip.frames * deck.cursor.rate
    if slip.rolling != 0 and slip.kept == 0 and slip.loop.on != 0 and place >= slip.loop.end:
        turns = math.floor((place - slip.loop.start) / slip.loop.length)
        place -= math.floor(turns * slip.loop.length + 0.5)
    return place


@compiled
def _land(state, deck_index):
    deck = state.decks[deck_index]
    place = min(settled(deck, _below(deck)), float(deck.cursor.frames))
    if place != deck.cursor.position:
        jump(state, deck_index, place, state.constants.ramp_frames)
        if deck.playing == 0:
            return
        if deck.astray == 0:
            moved(state, deck_index)
        elif inside(deck):
            # The loop goes on as it did, and takes the deck its own way.
            retime(state)
        else:
            rejoin(state, deck_index)
