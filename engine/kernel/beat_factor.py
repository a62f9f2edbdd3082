"""Beats of a locked deck to one of the clock's: half as many, as many, or twice. Chosen here and nowhere else.

A deck that is not locked has one to one. A hand that locks a deck, another driver and another grid all make the choice
anew, always by the same rule: what is heard changes as little as can be.
"""

from __future__ import annotations

import math

from engine.kernel.beat_grid import beat_length
from engine.kernel.compiled import compiled
from engine.kernel.sinc import FASTEST

#: How slow and how fast a tempo may make a deck; a hand on the record comes on top.
SLOWEST = 0.5
#: The factors that a hand asks for are no further from 1 than this, either way.
_USUAL = 2.0
#: Beats that are doubled twice take a deck that sounds on as it did further.
_FURTHEST = 4.0
#: A rate this close to 1.0 is 1.0: in six hours of playing that makes one sample, and leaves every sample its own.
_UNITY = 1e-9


@compiled
def speed_with_clock(state, deck, factor):
    """The rate at which a deck makes ``factor`` beats to one of the clock, at its place in the song."""
    rate = state.beat_clock.beats_per_frame * factor * beat_length(deck.grid, deck.cursor.position)
    return 1.0 if abs(rate - 1.0) < _UNITY else rate


@compiled
def within_reach(rate):
    """The nearest rate that a tempo can make."""
    return max(SLOWEST, min(FASTEST, rate))


@compiled
def _fit(state, deck, rate, most, leads):
    """Give a deck the factor, up to so many, with which the clock's speed is nearest to a rate, as ears measure it.

    A follower takes one within its reach, if there is any; for the deck that makes the clock's speed there is no reach.
    """
    nearest = math.inf
    chosen = deck.pace.factor
    for factor in (0.25, 0.5, 1.0, 2.0, 4.0):
        if factor > most or factor * most < 1.0:
            continue
        wanted = speed_with_clock(state, deck, factor)
        off = max(wanted / rate, rate / wanted)
        if off < nearest and (leads or wanted == within_reach(wanted)):
            nearest = off
            chosen = factor
    deck.pace.factor = chosen


@compiled
def fit_as_heard(state, deck, leads):
    """Give a deck the factor that changes its speed least."""
    _fit(state, deck, deck.pace.base, _FURTHEST, leads)


@compiled
def fit_to_recording(state, deck):
    """Give a deck that nobody hears the factor with which it sounds most as it was recorded."""
    _fit(state, deck, 1.0, _USUAL, False)


@compiled
def refit(state, deck):
    """The clock has another speed at once: have a follower sound as it does. True when that takes another factor."""
    pace = deck.pace
    before = pace.factor
    if within_reach(speed_with_clock(state, deck, before)) != pace.base:
        fit_as_heard(state, deck, False)
    return pace.factor != before
