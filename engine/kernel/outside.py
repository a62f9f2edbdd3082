"""Somebody outside leads the clock: a straight line of their beats, which the clock's own line joins at a known frame.

It is bent a little until the two meet, and straight from there on, whatever becomes of those outside. Only where they
are far away does it leap.
"""

from __future__ import annotations

import math

from engine.kernel.beat_clock import beat_now, set_beat, set_speed
from engine.kernel.beat_sync import keep_all, retime
from engine.kernel.compiled import compiled

#: Beats by which those outside may be away without a leap.
_NEAR = 0.125
#: Seconds that a bend takes at least, and by how much of the speed it bends at most: neither can be heard.
_BEND_S = 0.5
_MOST = 0.02
#: Beats that count as none.
_CLOSE = 1e-9
#: What a beat is counted in when it crosses the wall.
BEAT = 1_000_000_000


@compiled
def follow_outside(state, command):
    """Those outside are at a beat at a frame, past or to come, and go at a speed: the clock goes with them."""
    clock = state.beat_clock
    speed = command.value / (60.0 * state.constants.sample_rate)
    way = command.second / BEAT + (state.clock - command.first) * speed - beat_now(state)
    clock.outside = 1
    clock.outside_speed = speed
    clock.bent_until = 0
    if abs(way) > _NEAR:
        set_beat(state, beat_now(state) + way)
        set_speed(state, speed)
        retime(state)
        keep_all(state)
        return
    if abs(way) > _CLOSE:
        frames = math.ceil(max(_BEND_S * state.constants.sample_rate, abs(way) / (_MOST * speed)))
        clock.bent_until = state.clock + frames
        speed += way / frames
    set_speed(state, speed)
    retime(state)


@compiled
def free_clock(state):
    """Nobody outside leads any more: a deck does, or the clock goes on by itself at the speed it had from them."""
    clock = state.beat_clock
    if clock.outside == 0:
        return
    clock.outside = 0
    clock.bent_until = 0
    set_speed(state, clock.outside_speed)
    retime(state)


@compiled
def frames_to_meeting(state, limit):
    """Frames, at most ``limit``, until the clock has met those outside."""
    bent_until = state.beat_clock.bent_until
    return min(limit, bent_until - state.clock) if bent_until > state.clock else limit


@compiled
def meet(state):
    """At the frame of the meeting: from here on the clock goes as those outside do."""
    clock = state.beat_clock
    if clock.bent_until == 0 or clock.bent_until > state.clock:
        return
    clock.bent_until = 0
    set_speed(state, clock.outside_speed)
    retime(state)
