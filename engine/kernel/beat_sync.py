"""Who goes with whom: the clock with its leader, locked decks with the clock. All rates are made here.

`retime` makes them anew at every frame at which something they depend on changes, and only then: a chunk never crosses
such a frame. Nothing is ever steered: a rate that is exact needs no correction.
"""

from __future__ import annotations

import math

from engine.kernel.beat_clock import beat_now, set_beat, set_speed
from engine.kernel.beat_grid import beat_at, beat_length, next_border, place_of
from engine.kernel.compiled import compiled
from engine.kernel.ghost import jump
from engine.kernel.layout import DECKS
from engine.kernel.sinc import FASTEST

#: How slow and how fast a tempo may make a deck; a hand on the record comes on top.
SLOWEST = 0.5
#: A rate this close to 1.0 is 1.0: in six hours of playing that makes one sample, and leaves every sample its own.
_UNITY = 1e-9
#: Frames that two beats may lie apart and count as together: moving a deck by less could only be heard as a fade.
_TOGETHER = 1.0
#: Beats in a bar.
BAR = 4.0


@compiled
def driver(state):
    """The deck that the clock follows now: the chosen one, else the one that has played longest; -1 when it is free."""
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
def retime_from(state, before):
    """As `retime`, where the clock may have got another driver than the one before: it gives the clock its beat."""
    leader = driver(state)
    followed = leader >= 0 and state.decks[leader].pace.following != 0
    retime(state)
    if leader >= 0 and leader != before:
        # Who followed has the clock's beat, but maybe not its bars: those go on as everybody has heard them.
        lead(state, leader, 1.0 if followed else BAR)


@compiled
def retime(state):
    """Make the clock's speed and every deck's rate from what they depend on, as it is at this frame."""
    leader = driver(state)
    if leader >= 0:
        deck = state.decks[leader]
        set_base(state, leader)
        deck.border = next_border(deck.grid, deck.cursor.position)
        set_speed(state, deck.pace.base / beat_length(deck.grid, deck.cursor.position))
    for index in range(DECKS):
        deck = state.decks[index]
        if index == leader:
            continue
        if deck.pace.locked != 0 and deck.grid.load != 0:
            _follow(state, index)
        else:
            set_base(state, index)
            deck.border = math.inf


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
    pace.base = max(SLOWEST, min(FASTEST, wanted))
    joins = pace.following == 0 and pace.base == wanted
    pace.following = 1 if pace.base == wanted else 0
    _set_rate(state, deck_index)
    deck.border = next_border(deck.grid, deck.cursor.position)
    if joins and deck.playing != 0:
        align(state, deck_index, pace.factor)


@compiled
def speed_with_clock(state, deck, factor):
    """The rate at which a deck makes ``factor`` beats to one of the clock, at its place in the song."""
    rate = state.beat_clock.beats_per_frame * factor * beat_length(deck.grid, deck.cursor.position)
    return 1.0 if abs(rate - 1.0) < _UNITY else rate


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
def lead(state, deck_index, period):
    """The clock takes a deck's beat, by the shortest way within so many beats; who follows, follows."""
    deck = state.decks[deck_index]
    beat = beat_at(deck.grid, deck.cursor.position) - deck.grid.downbeat
    now = beat_now(state)
    way = _shortest(beat - now, period)
    if way == 0.0:
        return
    set_beat(state, now + way)
    for index in range(DECKS):
        follower = state.decks[index]
        if index != deck_index and follower.pace.following != 0 and follower.playing != 0:
            align(state, index, follower.pace.factor)


@compiled
def align(state, deck_index, factor):
    """Move a deck to the nearest place at which its beat falls on the clock's."""
    deck = state.decks[deck_index]
    position = deck.cursor.position
    beat = beat_at(deck.grid, position)
    beat += _shortest(beat_now(state) * factor - beat, 1.0)
    place = place_of(deck.grid, beat)
    if deck.loop.on != 0 and deck.loop.start <= position < deck.loop.end:
        if place >= deck.loop.end:
            place -= deck.loop.length
        elif place < deck.loop.start:
            place += deck.loop.length
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
