"""The last thing before the loudspeakers: no sample ever leaves above full scale, and below it none is touched."""

from __future__ import annotations

import numpy as np

from engine.kernel.compiled import compiled
from engine.kernel.guard import within

#: Closer to 1.0 than this the gain becomes exactly 1.0 again.
_OPEN = 1.0 - 1e-6


@compiled
def limit(state, pair, mix, count):
    """Turn loud frames of a pair of outputs down at once, both sides alike, and come back slowly."""
    gain = state.limiters[pair]
    if gain == 1.0 and within(mix, count, np.float32(1.0)):
        return
    release = state.constants.limiter_release
    for k in range(count):
        left = float(mix[k, 0])
        right = float(mix[k, 1])
        gain = 1.0 - (1.0 - gain) * release
        if gain > _OPEN:
            gain = 1.0
        loudest = max(abs(left), abs(right))
        if loudest * gain > 1.0:
            gain = 1.0 / loudest
        # The product is rounded once, to float32: it cannot come out above 1.0, and times 1.0 it is the sample itself.
        mix[k, 0] = np.float32(left * gain)
        mix[k, 1] = np.float32(right * gain)
    state.limiters[pair] = gain
