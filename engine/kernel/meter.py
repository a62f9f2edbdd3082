"""How loud it is: peaks that fall slowly, and the mean square over the last third of a second."""

from __future__ import annotations

import numpy as np

from engine.kernel.compiled import compiled
from engine.kernel.memory import in_a_row
from engine.kernel.sizes import MEASURED


@compiled
def measure(level, samples, scratch, count, peak_keep, rms_keep):
    """Take so many frames into a level. ``*_keep`` is what is left of the old values after them."""
    _lay_over(in_a_row(samples), scratch.peaks, scratch.squares, 2 * count)
    for side in range(2):
        peak = 0.0
        square = 0.0
        for k in range(side, MEASURED, 2):
            peak = max(peak, float(scratch.peaks[k]))
            square += scratch.squares[k]
        level.peak[side] = max(peak, _settle(level.peak[side] * peak_keep))
        mean = square / count
        level.square[side] = _settle(mean + (level.square[side] - mean) * rms_keep)


@compiled
def _lay_over(row, peaks, squares, count):
    """The peak and the sum of squares of every `MEASURED`-th sample: a processor takes several side by side."""
    peaks[:] = np.float32(0.0)
    squares[:] = 0.0
    for first in range(0, count, MEASURED):
        piece = row[first : min(first + MEASURED, count)]
        for k in range(len(piece)):
            size = abs(piece[k])
            peaks[k] = max(peaks[k], size)
            squares[k] += np.float64(size) * np.float64(size)


@compiled
def rest(level, peak_keep, rms_keep):
    """Let a level fall through frames of silence."""
    for side in range(2):
        level.peak[side] = _settle(level.peak[side] * peak_keep)
        level.square[side] = _settle(level.square[side] * rms_keep)


@compiled
def _settle(value):
    # Below -200 dB it is silence; numbers that go on shrinking become denormal, and those are slow.
    if value < 1e-20:
        return 0.0
    return value
