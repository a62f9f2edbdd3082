"""The crossfader: one knob, three laws (row L-073), and a side for every channel."""

from __future__ import annotations

import math

import numpy as np

from engine.kernel import ramp
from engine.kernel.buffers import scale
from engine.kernel.codes import Curve, Side
from engine.kernel.compiled import compiled

#: How far from the middle the sharp curve is a switch.
_SHARP = 0.8


@compiled
def crossfade(state, channel, samples, count, moving):
    """Scale a channel's sound with its gain at the crossfader, whose knob ``scratch.crossfader`` holds.

    ``moving`` is the number of frames in which the knob moves.
    """
    curve = state.scratch.curve
    knob = state.scratch.crossfader
    if moving == 0 and channel.slack.remaining == 0:
        steady = np.float32(law(state.curve, channel.side, float(knob[0])))
        if steady == 1.0:
            return
        for k in range(count):
            curve[k] = steady
    else:
        for k in range(count):
            curve[k] = np.float32(law(state.curve, channel.side, float(knob[k])) + ramp.at(channel.slack, k))
    scale(samples, curve, count)


@compiled
def change_law(state, channel, curve, side, frames):
    """Obey another curve, or be on another side: from the gain it has now to the new one within so many frames."""
    knob = ramp.now(state.crossfader)
    before = law(state.curve, channel.side, knob) + ramp.now(channel.slack)
    ramp.put(channel.slack, before - law(curve, side, knob))
    ramp.aim(channel.slack, 0.0, frames)
    channel.side = side


@compiled
def law(curve, side, knob):
    """The gain of a side with the knob from -1 to +1."""
    if side == Side.BOTH:
        return 1.0
    toward = knob * side
    if curve == Curve.LINEAR:
        return min(1.0, 1.0 + toward)
    if curve == Curve.EQUAL_POWER:
        return math.sin(math.pi / 4.0 * (1.0 + toward))
    return min(1.0, max(0.0, 0.5 + 0.5 * toward / _SHARP))
