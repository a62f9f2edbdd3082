"""Who goes with whom: the clock with its leader, locked decks with the clock. All rates are made here.

`retime` makes them anew at every frame at which something they depend on changes, and only then: a chunk never crosses
such a frame. Nothing is ever steered: a rate that is exact needs no correction.
"""

from __future__ import annotations

import math

from engine.kernel.astray import inside, stray
from engine.kernel.beat_clock import beat_now, set_beat, set_speed
from engine.kernel.beat_factor import refit, speed_with_clock, within_reach
from engine.kernel.beat_grid import beat_at, beat_length, next_border, place_of
from engine.kernel.compiled import compiled
from engine.kernel.ghost import jump
from engine.kernel.sizes import DECKS

#: Frames that two beats may lie apart and count as together: moving a deck by less could only be heard as a fade.
_TOGETHER = 1.0
#: Beats by which the clock may miss its driver's by rounding.
_CLOSE = 1e-9
#: Beats in a bar.
BAR = 4.0


@compiled
def driver(state):
    """The deck that the clock follows now: the chosen one, else the one that has played longest; -1 when it is free.

    It follows no deck while it follows somebody outside.
    """
    if state.beat_clock.outside != 0:
        return -1
    leader = state.beat_clock.leader
    if leader >= 0 and _can_lead(state.decks[leader]):
        return leader
    longest = -1
    for index in range(DECKS):
        deck = state.decks[index]
        if _can_lead(deck) and (longest < 0 or deck.since < state.decks[longest].since):
            longest = index
    return longest


@compiled
def _can_lead(deck):
    return deck.playing != 0 and deck.grid.load != 0


@compiled
def retime(state):
    """Make the clock's speed and every deck's rate from what they depend on, as it is at this frame.

    Where the clock has got another driver, that gives it its beat; who follows goes on as it sounds.
    """
    clock = state.beat_clock
    leader = driver(state)
    handed_over = leader >= 0 and leader != clock.driver
    clock.driver = leader
    way = 0.0
    if leader >= 0:
        followed = state.decks[leader].pace.following != 0
        _drive(state, leader)
        if handed_over:
            # Who followed has the clock's beat, but maybe not its bars: those go on as everybody has heard them.
            way = _give_beat(state, leader, 1.0 if followed else BAR)
    for index in range(DECKS):
        deck = state.decks[index]
        if index == leader:
            continue
        if deck.pace.locked != 0 and deck.grid.load != 0:
            fitted = handed_over and refit(state, deck)
            _follow(state, index)
            if way != 0.0 or fitted:
                _keep_beat(state, index)
        else:
            set_base(state, index)
            deck.border = math.inf


@compiled
def _drive(state, deck_index):
    """The clock at the speed of the deck that it follows."""
    deck = state.decks[deck_index]
    set_base(state, deck_index)
    deck.border = next_border(deck.grid, deck.cursor.position)
    set_speed(state, deck.pace.base / (deck.pace.factor * beat_length(deck.grid, deck.cursor.position)))


@compiled
def set_base(state, deck_index):
    """A deck that follows nobody: at its own tempo; one that followed until now goes on at the speed it had."""
    pace = state.decks[deck_index].pace
    if pace.following != 0:
        pace.tempo = pace.base
        pace.following = 0
    pace.base = pace.tempo
    _set_rate(state, deck_index)


@compiled
def _follow(state, deck_index):
    """A locked deck: at the clock's speed, and in its beat from the moment on at which that is within reach."""
    deck = state.decks[deck_index]
    pace = deck.pace
    wanted = speed_with_clock(state, deck, pace.factor)
    pace.base = within_reach(wanted)
    joins = pace.following == 0 and pace.base == wanted
    pace.following = 1 if pace.base == wanted else 0
    _set_rate(state, deck_index)
    deck.border = next_border(deck.grid, deck.cursor.position)
    if joins and deck.playing != 0:
        align(state, deck_index, pace.factor)


@compiled
def _set_rate(state, deck_index):
    deck = state.decks[deck_index]
    cursor = deck.cursor
    rate = deck.pace.base * deck.pace.bend + deck.pace.shift
    if rate == cursor.rate:
        return
    slip = deck.slip
    slip.position += slip.frames * cursor.rate
    slip.frames = 0
    if rate == 1.0 and cursor.position != math.floor(cursor.position):
        # Back at the recording's speed the deck plays the recording's own samples again, from the nearest one on.
        jump(state, deck_index, math.floor(cursor.position + 0.5), state.constants.ramp_frames)
    cursor.rate = rate


@compiled
def moved(state, deck_index):
    """A deck has started, jumped or got another grid: a leader gives the clock its beat, a locked one takes it."""
    retime(state)
    deck = state.decks[deck_index]
    if driver(state) == deck_index:
        lead(state, deck_index, BAR)
    elif deck.pace.following != 0:
        align(state, deck_index, deck.pace.factor)


@compiled
def lead(state, deck_index, beats):
    """The clock takes a deck's beat, by the shortest way within so many of the deck's; who follows, follows."""
    if _give_beat(state, deck_index, beats) != 0.0:
        keep_all(state)


@compiled
def keep_all(state):
    """The clock has leapt: everybody who follows it is moved to its beat."""
    for index in range(DECKS):
        _keep_beat(state, index)


@compiled
def _give_beat(state, deck_index, beats):
    """Set the clock to a deck's beat, and tell by how much that moves it. One that is out of the beat has none."""
    deck = state.decks[deck_index]
    if deck.astray != 0:
        return 0.0
    factor = deck.pace.factor
    beat = (beat_at(deck.grid, deck.cursor.position) - deck.grid.downbeat) / factor
    now = beat_now(state)
    way = _shortest(beat - now, min(BAR, beats / factor))
    if abs(way) < _CLOSE:
        return 0.0
    set_beat(state, now + way)
    return way


@compiled
def _keep_beat(state, deck_index):
    """A deck that follows the clock, and plays, is moved to its beat."""
    deck = state.decks[deck_index]
    if deck.pace.following != 0 and deck.playing != 0:
        align(state, deck_index, deck.pace.factor)


@compiled
def rejoin(state, deck_index):
    """A loop that has taken a deck out of the beat lies behind it: it comes back, by the shortest way.

    A deck that leads goes back to those who follow it, and drags nobody; where nobody does, the clock comes to it.
    """
    deck = state.decks[deck_index]
    deck.astray = 0
    retime(state)
    if driver(state) != deck_index:
        _keep_beat(state, deck_index)
    elif _has_followers(state):
        align(state, deck_index, deck.pace.factor)
    else:
        lead(state, deck_index, 1.0)


@compiled
def _has_followers(state):
    for index in range(DECKS):
        deck = state.decks[index]
        if deck.pace.following != 0 and deck.playing != 0:
            return True
    return False


@compiled
def align(state, deck_index, factor):
    """Move a deck to the nearest place at which its beat falls on the clock's."""
    deck = state.decks[deck_index]
    position = deck.cursor.position
    beat = beat_at(deck.grid, position)
    beat += _shortest(beat_now(state) * factor - beat, 1.0)
    place = place_of(deck.grid, beat)
    if inside(deck) and not deck.loop.start <= place < deck.loop.end:
        place -= math.floor((place - deck.loop.start) / (deck.loop.end - deck.loop.start)) * deck.loop.length
        stray(deck)
    if place < 0.0:
        place = place_of(deck.grid, beat + 1.0)
    elif place > deck.cursor.frames:
        place = place_of(deck.grid, beat - 1.0)
    place = max(0.0, min(place, float(deck.cursor.frames)))
    if abs(place - position) > _TOGETHER:
        jump(state, deck_index, settled(deck, place), state.constants.ramp_frames)


@compiled
def settled(deck, place):
    """A place to play from: at the recording's speed the nearest sample, so that its own samples are heard."""
    return math.floor(place + 0.5) if deck.cursor.rate == 1.0 else place


@compiled
def _shortest(way, period):
    """A way in beats, less all whole periods."""
    return way - math.floor(way / period + 0.5) * period
