"""What stands between a damaged song and the loudspeakers."""

from __future__ import annotations

import numpy as np

from engine.kernel.compiled import compiled
from engine.kernel.memory import in_a_row

#: Nothing above this is sound; and below it, no sum of all stems at full gain can overflow to infinity.
_LOUDEST = np.float32(2.0**64)


@compiled
def sound_frames(samples, count):
    """How many frames there are before the first that holds NaN, infinity or an absurd value."""
    if within(samples, count, _LOUDEST):
        return count
    for k in range(count):
        if not (abs(samples[k, 0]) <= _LOUDEST and abs(samples[k, 1]) <= _LOUDEST):
            return k
    return count


@compiled
def within(samples, count, loudest):
    """True when no sample is beyond a value, or NaN: looked at all at once, because hardly ever one is."""
    beyond = 0
    row = in_a_row(samples)
    for k in range(2 * count):
        # Written so that NaN, which compares false with everything, is beyond it.
        beyond += 0 if abs(row[k]) <= loudest else 1
    return beyond == 0


@compiled
def silence(samples, first, count):
    """Silence the frames from ``first`` on."""
    samples[first:count] = np.float32(0.0)
