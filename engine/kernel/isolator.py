"""Kills: a channel's sound is split into its three bands, and those that are killed are left out (rows L-070, L-071).

Crossovers of the fourth order after Siegfried Linkwitz, "Active Crossover Networks for Noncoincident Drivers" (1976):
the same Butterworth low pass twice; what that leaves of the allpass with its poles is the high pass. Together the bands
are as loud as the sound at every frequency but turned in phase, so that both are heard during a short crossfade only.
"""

from __future__ import annotations

import math

import numpy as np

from engine.kernel import ramp, svf
from engine.kernel.codes import NEVER
from engine.kernel.compiled import compiled
from engine.kernel.sizes import BANDS

#: The borders of the bands, far enough from 1 kHz that a killed mid is 40 dB down there.
_LOW_HZ = 240.0
_HIGH_HZ = 3800.0
_DAMPING = math.sqrt(2.0)


@compiled
def isolate(state, channel, samples, count, sounds):
    """Leave the killed bands out of a piece of sound; True when anything comes out. ``sounds``: see `equalise`."""
    split = channel.split
    if split.share == 0 and _whole(channel):
        return sounds
    scratch = state.scratch
    _draw_share(channel, state.constants.ramp_frames, scratch.curve, count)
    for band in range(BANDS):
        ramp.draw(channel.bands[band].kept, scratch.kept[band], count)
    if sounds or rings(split):
        _run(split, samples, scratch, count, math.pi / state.constants.sample_rate)
        sounds = True
    if split.share == 0 and _whole(channel):
        # From the frame on at which the share came to 0 its memory was not heard any more: it may be forgotten here.
        for stage in range(len(split.stages)):
            svf.forget(split.stages[stage])
    return sounds


@compiled
def be_there(channel, fade_frames):
    """Split at once, or not at all, as the kills want it: nobody hears it."""
    channel.split.share = fade_frames if _frames_wanted(channel, fade_frames) > 0 else 0


@compiled
def rings(split):
    """True while the crossovers have not come to rest."""
    for stage in range(len(split.stages)):
        if svf.rings(split.stages[stage]):
            return True
    return False


@compiled
def _whole(channel):
    for band in range(BANDS):
        if not ramp.rests(channel.bands[band].kept, 1.0):
            return False
    return True


@compiled
def _frames_wanted(channel, fade_frames):
    """How long the split is still wanted: until so shortly before the last band is whole again that it can fade out."""
    frames = 0
    for band in range(BANDS):
        kept = channel.bands[band].kept
        frames = max(frames, kept.remaining - fade_frames if kept.target == 1.0 else NEVER)
    return frames


@compiled
def _draw_share(channel, fade_frames, curve, count):
    """Write how much of each frame is heard from the split, and let the frames pass."""
    split = channel.split
    wanted = _frames_wanted(channel, fade_frames)
    for k in range(count):
        split.share = min(split.share + 1, fade_frames) if k < wanted else max(split.share - 1, 0)
        curve[k] = np.float32(split.share / fade_frames)


@compiled
def _run(split, samples, scratch, count, angle):
    low_near, low_cross, low_far = svf.integrators(math.tan(_LOW_HZ * angle), _DAMPING)
    high_near, high_cross, high_far = svf.integrators(math.tan(_HIGH_HZ * angle), _DAMPING)
    stages = split.stages
    for side in range(2):
        for k in range(count):
            sound = float(samples[k, side])
            below, turned = _pass(stages[0], side, sound, high_near, high_cross, high_far)
            below, _ = _pass(stages[1], side, below, high_near, high_cross, high_far)
            # The highs are turned at the lower border too, as the others are, or the three would not fit together.
            _, high = _pass(stages[2], side, turned - below, low_near, low_cross, low_far)
            low, turned = _pass(stages[3], side, below, low_near, low_cross, low_far)
            low, _ = _pass(stages[4], side, low, low_near, low_cross, low_far)
            mid = turned - low
            kept = low * scratch.kept[0, k] + mid * scratch.kept[1, k] + high * scratch.kept[2, k]
            share = scratch.curve[k]
            samples[k, side] = np.float32(sound * (1.0 - share) + kept * share)


@compiled
def _pass(memory, side, sound, near, cross, far):
    """One frame through a Butterworth filter: what is below its border, and all of it, turned in phase."""
    first, second = memory.first[side], memory.second[side]
    band = near * first + cross * (sound - second)
    low = second + cross * first + far * (sound - second)
    memory.first[side] = svf.settled(2.0 * band - first)
    memory.second[side] = svf.settled(2.0 * low - second)
    return low, sound - 2.0 * _DAMPING * band
