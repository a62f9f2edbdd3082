"""Where the beats of a song are: between two beats a straight line, outside all of them the outermost two go on.

A grid remembers where it was read last, so that reading on from there takes no search.
"""

from __future__ import annotations

import math

from engine.kernel.codes import ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.memory import beats_at
from engine.kernel.ring import post

#: Parts of a beat in which loops are counted.
_PARTS = 32.0
#: A loop is so many beats when it is no further from that than whole frames can be.
_ROUNDING = 0.5 + 1e-6


@compiled
def lend_grid(state, deck_index, command):
    """Another grid, or none, for a deck; the one it had is Python's again."""
    grid = state.decks[deck_index].grid
    take_grid(state, deck_index)
    if command.first != 0:
        state.owed += 1
        grid.load = command.id
        grid.beats = command.first
        grid.count = command.second
        grid.downbeat = command.on


@compiled
def take_grid(state, deck_index):
    """Give a deck's grid back to Python, if it has one."""
    grid = state.decks[deck_index].grid
    if grid.load != 0:
        state.owed -= 1
        post(state, ResultKind.RETURNED, 0, state.clock, 0, 0, deck_index, -1, grid.load)
    grid.load = 0
    grid.hint = 0


@compiled
def beat_at(grid, position):
    """The beat at a place of the song; 0.0 is the first one of the grid."""
    beats = beats_at(grid.beats, grid.count)
    n = _segment(grid, beats, position)
    return n + (position - beats[n]) / (beats[n + 1] - beats[n])


@compiled
def place_of(grid, beat):
    """The place in the song of a beat."""
    beats = beats_at(grid.beats, grid.count)
    n = int(max(0.0, min(math.floor(beat), grid.count - 2.0)))
    return beats[n] + (beat - n) * (beats[n + 1] - beats[n])


@compiled
def beat_length(grid, position):
    """Song frames in the beat at a place."""
    beats = beats_at(grid.beats, grid.count)
    n = _segment(grid, beats, position)
    return beats[n + 1] - beats[n]


@compiled
def next_border(grid, position):
    """The next place from which on beats may be of another length; infinity behind the last."""
    beats = beats_at(grid.beats, grid.count)
    n = _segment(grid, beats, position)
    return math.inf if n == grid.count - 2 else beats[n + 1]


@compiled
def loop_length(grid, start, end):
    """What a turn of a loop takes: the grid's measure where the loop is so many beats, else its whole frames.

    A beat is seldom a whole number of frames. What is lost with every turn would add up to what can be heard.
    """
    frames = float(end - start)
    if grid.load == 0:
        return frames
    first = beat_at(grid, float(start))
    beats = math.floor((beat_at(grid, float(end)) - first) * _PARTS + 0.5) / _PARTS
    length = place_of(grid, first + beats) - place_of(grid, first)
    return length if abs(length - frames) <= _ROUNDING else frames


@compiled
def _segment(grid, beats, position):
    """The number of the beat that a place lies in."""
    last = grid.count - 2
    n = grid.hint
    if _lies_in(beats, last, n, position):
        return n
    if n < last and _lies_in(beats, last, n + 1, position):
        grid.hint = n + 1
        return n + 1
    low = 0
    high = last
    while low < high:
        middle = (low + high + 1) // 2
        if beats[middle] <= position:
            low = middle
        else:
            high = middle - 1
    grid.hint = low
    return low


@compiled
def _lies_in(beats, last, n, position):
    return (n == 0 or beats[n] <= position) and (n == last or position < beats[n + 1])
