"""Where a loop begins and ends: from here in beats of the grid, and never behind the song."""

from __future__ import annotations

import math

from engine.kernel.beat_grid import beat_at, loop_length, place_of
from engine.kernel.compiled import compiled

#: Without a grid, so many beats make a second.
_BEATS_PER_SECOND = 2.0
#: A loop that ends no more than so many seconds behind the song ends with it.
_ROUNDING = 0.001
#: The share of a beat by which a hand that is early still means the beat that comes.
EARLY = 1.0 / 64.0


@compiled
def set_bounds(state, deck, loop, start, end):
    """Where a loop of a deck or a stem lies, and how long a turn takes: what the grid says, even where the song ends
    a rounding before the loop.
    """
    loop.on = 1
    loop.start = start
    loop.end = end_within(state, deck, end)
    loop.length = min(loop_length(deck.grid, start, end), float(loop.end))


@compiled
def end_within(state, deck, end):
    """The end of a loop that may seem to end behind the song, because beats are no whole frames: the song's own end."""
    frames = deck.cursor.frames
    return frames if frames < end <= frames + state.constants.sample_rate * _ROUNDING else end


@compiled
def start_here(state, deck, beats):
    """Where a loop of so many beats begins that is asked for now."""
    position = deck.cursor.position
    if deck.grid.load == 0:
        start = position
    else:
        unit = min(1.0, beats)
        start = place_of(deck.grid, math.floor(beat_at(deck.grid, position) / unit + EARLY) * unit)
    return max(0, math.floor(start + 0.5))


@compiled
def length_here(state, deck, start, beats):
    """How many frames so many beats take from there."""
    if deck.grid.load == 0:
        return int(beats * state.constants.sample_rate / _BEATS_PER_SECOND + 0.5)
    length = place_of(deck.grid, beat_at(deck.grid, float(start)) + beats) - start
    return math.floor(length + 0.5)
