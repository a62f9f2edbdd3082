"""Slip: where a deck would be, had nobody touched it, counted on below whatever it plays."""

from __future__ import annotations

import math

from engine.kernel.astray import inside
from engine.kernel.beat_sync import moved, rejoin, retime, settled
from engine.kernel.compiled import compiled
from engine.kernel.ghost import jump
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
    """Be heard from where the deck would have been."""
    deck = state.decks[deck_index]
    if deck.slip.on != 0:
        _land(state, deck_index)
    deck.slip.on = 0
    deck.slip.rolling = 0


@compiled
def start_roll(deck):
    """The loop that the deck is in goes on below the roll, and so does the deck."""
    slip = deck.slip
    if slip.rolling == 0:
        slip.rolling = 1
        slip.kept = slip.on
        copy_loop(slip.loop, deck.loop)
        slip.loop.on = deck.loop.on if deck.cursor.position < deck.loop.end else 0
        start_slip(deck)


@compiled
def end_roll(state, deck_index):
    """The loop that the roll has hidden is the deck's again, and the deck where it would be in it."""
    deck = state.decks[deck_index]
    slip = deck.slip
    if slip.rolling == 0:
        return
    copy_loop(deck.loop, slip.loop)
    deck.turns = 0
    _land(state, deck_index)
    slip.rolling = 0
    slip.on = slip.kept


@compiled
def forget_slip(deck):
    """Whatever comes, the deck stays where it is."""
    deck.slip.on = 0
    deck.slip.rolling = 0


@compiled
def _land(state, deck_index):
    deck = state.decks[deck_index]
    slip = deck.slip
    place = slip.position + slip.frames * deck.cursor.rate
    if slip.rolling != 0 and slip.kept == 0 and slip.loop.on != 0 and place >= slip.loop.end:
        turns = math.floor((place - slip.loop.start) / slip.loop.length)
        place -= math.floor(turns * slip.loop.length + 0.5)
    place = min(settled(deck, place), float(deck.cursor.frames))
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
