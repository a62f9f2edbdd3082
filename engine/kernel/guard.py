"""What stands between a damaged song and the loudspeakers."""

from __future__ import annotations

import numpy as np

from engine.kernel.compiled import compiled

#: Nothing above this is sound; and below it, no sum of all stems at full gain can overflow to infinity.
_LOUDEST = np.float32(2.0**64)


@compiled
def sound_frames(samples, count):
    """How many frames there are before the first that holds NaN, infinity or an absurd value."""
    for k in range(count):
        # Written so that NaN, which compares false with everything, fails it.
        if not (abs(samples[k, 0]) < _LOUDEST and abs(samples[k, 1]) < _LOUDEST):
            return k
    return count


@compiled
def silence(samples, first, count):
    """Silence the frames from ``first`` on."""
    for k in range(first, count):
        samples[k, 0] = np.float32(0.0)
        samples[k, 1] = np.float32(0.0)
