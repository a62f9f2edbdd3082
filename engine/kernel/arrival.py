"""What comes by itself as a deck plays: its loop turns, the song ends, a beat of another length begins, a push is over.

A chunk never crosses such a frame: `frames_to_next` ends it there, `arrive` does what is due. A deck that makes the
clock's tempo is the reason: the others must be told at that very frame.
"""

from __future__ import annotations

import math

from engine.kernel.astray import past_loop, stray
from engine.kernel.beat_sync import rejoin, retime
from engine.kernel.codes import ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.ghost import jump
from engine.kernel.hands import heed_stand_ins
from engine.kernel.looping import turn_chain
from engine.kernel.moving import let_go
from engine.kernel.outside import frames_to_meeting, meet
from engine.kernel.ring import free_results, post
from engine.kernel.sizes import DECKS
from engine.kernel.stretched import laid_over
from engine.kernel.voice import frames_before

#: Looks at the decks until nothing changes any more: what ends or jumps in one is seen by the next.
_LOOKS = 3


@compiled
def arrive(state):
    """Do what clock and decks have come to with the chunk that has just been rendered."""
    meet(state)
    for index in range(DECKS):
        deck = state.decks[index]
        if deck.playing == 0:
            continue
        if deck.looping != 0 and deck.loop.on != 0 and deck.cursor.position >= deck.loop.end:
            _turn(state, index)
        if deck.cursor.position >= deck.cursor.frames:
            _end(state, index)
        elif past_loop(deck):
            rejoin(state, index)
        if deck.pace.shift != 0.0 and deck.pace.shift_left == 0:
            deck.pace.shift = 0.0
            retime(state)
            let_go(state, index)


@compiled
def frames_to_next(state, limit):
    """Frames, at most ``limit``, until something comes by itself. Takes up what commands have changed before."""
    _settle(state)
    heed_stand_ins(state)
    limit = frames_to_meeting(state, limit)
    for index in range(DECKS):
        deck = state.decks[index]
        if deck.playing == 0:
            continue
        cursor = deck.cursor
        # The end of a loop that is off is a border still for a deck that has to come back into the beat there.
        bounded = deck.loop.on != 0 or deck.astray != 0
        deck.looping = 1 if bounded and cursor.position < deck.loop.end else 0
        bound = float(deck.loop.end if deck.looping != 0 else cursor.frames)
        limit = frames_before(cursor, min(bound, deck.border), limit)
        if deck.pace.shift != 0.0:
            limit = min(limit, deck.pace.shift_left)
    return max(1, limit)


@compiled
def _settle(state):
    for _ in range(_LOOKS):
        stale = False
        for index in range(DECKS):
            deck = state.decks[index]
            if deck.playing != 0:
                if deck.cursor.position >= deck.cursor.frames:
                    _end(state, index)
                stale |= deck.cursor.position >= deck.border
        if not stale:
            return
        retime(state)


@compiled
def _turn(state, deck_index):
    """Back to the start of the loop. A loop shorter than a ramp fades over its own length."""
    deck = state.decks[deck_index]
    loop = deck.loop
    if deck.links > 0 and deck.slip.rolling == 0 and turn_chain(state, deck_index):
        return
    stray(deck)
    # Whole frames in every turn, and all turns together as long as they should be.
    length = math.floor((deck.turns + 1) * loop.length + 0.5) - math.floor(deck.turns * loop.length + 0.5)
    deck.turns += 1
    if laid_over(deck.cursor):
        # The key-locked sound has its seam within: it was fed a song that repeats.
        deck.cursor.position -= length
        deck.border = -math.inf
        return
    frames = min(state.constants.ramp_frames, loop.end - loop.start)
    jump(state, deck_index, deck.cursor.position - length, frames)


@compiled
def _end(state, deck_index):
    deck = state.decks[deck_index]
    deck.playing = 0
    deck.cursor.position = deck.cursor.frames
    if free_results(state) > state.owed:
        post(state, ResultKind.ENDED, 0, state.clock, 0, 0, deck_index, -1, deck.cursor.load)
    retime(state)
