"""How loud it is: peaks that fall slowly, and the mean square over the last third of a second."""

from __future__ import annotations

from engine.kernel.compiled import compiled


@compiled
def measure(level, samples, count, peak_keep, rms_keep):
    """Take so many frames into a level. ``*_keep`` is what is left of the old values after them."""
    for side in range(2):
        peak = 0.0
        square = 0.0
        for k in range(count):
            value = float(samples[k, side])
            peak = max(peak, abs(value))
            square += value * value
        level.peak[side] = max(peak, _settle(level.peak[side] * peak_keep))
        mean = square / count
        level.square[side] = _settle(mean + (level.square[side] - mean) * rms_keep)


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
