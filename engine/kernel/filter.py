"""The filter with one knob: to the left a low pass closes, to the right a high pass; in the middle it is not there."""

from __future__ import annotations

import math

from engine.kernel import ramp, svf
from engine.kernel.compiled import compiled


@compiled
def filter_sound(state, knob_filter, samples, count, sounds):
    """Filter a piece of sound; True when anything comes out. ``sounds`` is whether anything goes in."""
    knob = knob_filter.knob
    memory = knob_filter.memory
    if ramp.rests(knob, 0.0):
        if knob_filter.side != 0:
            _enter(knob_filter, 0, samples, 0)
        return sounds
    moving = min(count, knob.remaining)
    curve = state.scratch.curve
    ramp.draw(knob, curve, count)
    first = 0
    while first < count:
        side = _side(curve[first])
        last = first + 1
        while last < count and _side(curve[last]) == side:
            last += 1
        if side != knob_filter.side:
            _enter(knob_filter, side, samples, first)
        if side != 0 and (sounds or svf.rings(memory)):
            svf.run(memory, samples, curve, moving, first, last, svf.ONE_KNOB, math.pi / state.constants.sample_rate)
            sounds = True
        first = last
    return sounds


@compiled
def _side(value):
    if value < 0.0:
        return -1
    return 1 if value > 0.0 else 0


@compiled
def _enter(knob_filter, side, samples, frame):
    """Another side of the knob: begin where its filter does nothing yet. A low pass stands at the sound as it is."""
    svf.forget(knob_filter.memory)
    knob_filter.side = side
    if side < 0:
        knob_filter.memory.second[0] = float(samples[frame, 0])
        knob_filter.memory.second[1] = float(samples[frame, 1])
