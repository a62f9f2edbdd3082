"""Beats that follow a song whose tempo moves."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: How much a beat that comes early or late costs, against an onset of one standard deviation.
_TIGHTNESS: Final = 60.0


def follow_beats(pulse: Floats, rate: float, period: float) -> Floats:
    """Beat times in seconds: the chain of onsets whose steps stay nearest to ``period`` (dynamic programming)."""
    lag = period * rate
    steps = np.arange(round(lag / 2), round(2 * lag) + 1)
    cost = _TIGHTNESS * np.square(np.log(steps / lag))
    score = pulse.copy()
    came_from = np.full(len(pulse), -1)
    for frame in range(int(steps[-1]), len(pulse)):
        earlier = score[frame - steps] - cost
        best = int(earlier.argmax())
        if earlier[best] > 0:
            score[frame] += earlier[best]
            came_from[frame] = frame - steps[best]
    frame = int(len(pulse) - steps[-1] + score[-int(steps[-1]) :].argmax())
    beats = []
    while frame >= 0:
        beats.append(frame)
        frame = int(came_from[frame])
    return np.array(beats[::-1]) / rate
