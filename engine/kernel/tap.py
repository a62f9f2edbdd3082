"""Where the sound is tapped for recordings: copied into rings that Python empties. A ring that is full ends it.

All rings of a reel turn together, so that what was recorded at once lies side by side to the sample.
"""

from __future__ import annotations

import numpy as np

from engine.kernel.codes import Op, ReelEnd, Refusal
from engine.kernel.compiled import compiled
from engine.kernel.memory import acquire, reel_at, release, samples_at
from engine.kernel.sizes import DECKS, REELS, STEMS

#: The place of the master, behind its limiter.
MASTER = 0


@compiled
def channel_place(deck):
    """The place of a channel, behind its fader."""
    return 1 + deck


@compiled
def stem_place(deck, stem):
    """The place of a stem, behind its fader and filter."""
    return 1 + DECKS + deck * STEMS + stem


@compiled
def refuse_reel(state, command):
    """Why a reel cannot be started."""
    if command.op == Op.START_REEL and state.recording == REELS:
        return Refusal.TOO_MANY_REELS
    return Refusal.NONE


@compiled
def turn_reel(state, command):
    """Start to record on a reel, or stop."""
    if command.op == Op.START_REEL:
        reel = reel_at(command.first)
        # It may have been stopped before it came to start.
        if acquire(reel.ended) == 0:
            reel.started = state.clock
            state.reels[_slot(state, 0)] = command.first
            state.recording += 1
    else:
        slot = _slot(state, command.first)
        if slot >= 0:
            _end(state, slot, ReelEnd.STOPPED)
        elif acquire(reel_at(command.first).ended) == 0:
            release(reel_at(command.first).ended, ReelEnd.STOPPED)


@compiled
def _slot(state, address):
    for slot in range(REELS):
        if state.reels[slot] == address:
            return slot
    return -1


@compiled
def _end(state, slot, why):
    """Give a reel back: it is not touched any more after this."""
    reel = reel_at(state.reels[slot])
    state.reels[slot] = 0
    state.recording -= 1
    release(reel.ended, why)


@compiled
def make_room(state, count):
    """Before so many frames are tapped: let go of the reels that nobody wants, or nobody empties."""
    if state.recording == 0:
        return
    for slot in range(REELS):
        if state.reels[slot] != 0:
            reel = reel_at(state.reels[slot])
            waiting = acquire(reel.written) - acquire(reel.read)
            if acquire(reel.unwanted) != 0:
                _end(state, slot, ReelEnd.STOPPED)
            elif reel.frames - waiting < count:
                _end(state, slot, ReelEnd.FULL)


@compiled
def tap(state, place, samples, count, sounds):
    """Copy the next frames of a place, or silence, to the reels that record it."""
    if state.recording == 0:
        return
    for slot in range(REELS):
        if state.reels[slot] != 0:
            reel = reel_at(state.reels[slot])
            if reel.rings[place] != 0:
                ring = samples_at(reel.rings[place], reel.frames, 2)
                _copy(ring, acquire(reel.written), samples, count, sounds)


@compiled
def _copy(ring, written, samples, count, sounds):
    mask = len(ring) - 1
    for k in range(count):
        place = (written + k) & mask
        ring[place, 0] = samples[k, 0] if sounds else np.float32(0.0)
        ring[place, 1] = samples[k, 1] if sounds else np.float32(0.0)


@compiled
def wind_on(state, count):
    """After so many frames were tapped: hand them over."""
    if state.recording == 0:
        return
    for slot in range(REELS):
        if state.reels[slot] != 0:
            reel = reel_at(state.reels[slot])
            release(reel.written, acquire(reel.written) + count)
