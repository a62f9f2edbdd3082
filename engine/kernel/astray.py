"""Decks that a loop has taken out of the beat: a loop that is no whole number of beats, or a chain that leaps so.

While such a loop plays, the deck goes its own way, and a deck that leads gives the clock no beat. Where the loop lies
behind it, it comes back (`rejoin` in `beat_sync.py`).
"""

from __future__ import annotations

import math

from engine.kernel.beat_grid import beat_at, place_of
from engine.kernel.compiled import compiled

#: Frames by which two places that were rounded to frames may miss whole beats.
_ROUNDED = 1.0 + 1e-6
#: Frames by which the grid's own measure may miss them, by rounding.
_EXACT = 1e-3


@compiled
def inside(deck):
    """True while the deck is in its loop."""
    return deck.loop.on != 0 and deck.loop.start <= deck.cursor.position < deck.loop.end


@compiled
def stray(deck):
    """The deck goes round in its loop."""
    _note(deck, float(deck.loop.start), deck.loop.start + deck.loop.length, _EXACT)


@compiled
def stray_to(deck, place):
    """The deck is about to leap to a place in another loop."""
    _note(deck, deck.cursor.position, place, _ROUNDED)


@compiled
def past_loop(deck):
    """True where a deck that is out of the beat has gone on past the end of its loop."""
    return deck.astray != 0 and deck.playing != 0 and deck.loop.on == 0 and deck.cursor.position >= deck.loop.end


@compiled
def _note(deck, here, there, close):
    # Below a roll the deck's own way is counted, and it returns to that.
    if deck.grid.load == 0 or deck.slip.rolling != 0:
        return
    first = beat_at(deck.grid, here)
    beats = math.floor(beat_at(deck.grid, there) - first + 0.5)
    if abs(place_of(deck.grid, first + beats) - there) > close:
        deck.astray = 1
