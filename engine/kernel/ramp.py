"""Gains that never jump: straight lines, sample by sample, the same wherever the blocks end."""

from __future__ import annotations

import numpy as np

from engine.kernel.compiled import compiled


@compiled
def now(ramp):
    """The gain at this moment."""
    return ramp.target - ramp.step * ramp.remaining


@compiled
def at(ramp, frame):
    """The gain at a frame from now on, where 0 is the next one: the first step on the way."""
    return ramp.target - ramp.step * max(0, ramp.remaining - 1 - frame)


@compiled
def rests(ramp, value):
    """True when the gain is there, and stays."""
    return ramp.remaining == 0 and ramp.target == value


@compiled
def put(ramp, value):
    """Be at a value at once."""
    ramp.target = value
    ramp.remaining = 0


@compiled
def aim(ramp, target, frames):
    """Go to the target within so many frames, from wherever the gain is now; at once when there are none."""
    if rests(ramp, target):
        # What does not move must stay at rest: a band at unity is out of the way to the bit.
        return
    if frames > 0:
        ramp.step = (target - now(ramp)) / frames
    ramp.target = target
    ramp.remaining = frames


@compiled
def draw(ramp, curve, count):
    """Write the gain of the next frames, and let them pass. The first one is a step on the way already."""
    moving = min(count, ramp.remaining)
    for k in range(moving):
        curve[k] = np.float32(ramp.target - ramp.step * (ramp.remaining - 1 - k))
    steady = np.float32(ramp.target)
    for k in range(moving, count):
        curve[k] = steady
    ramp.remaining -= moving


@compiled
def skip(ramp, count):
    """Let frames pass that nobody hears."""
    ramp.remaining -= min(count, ramp.remaining)
