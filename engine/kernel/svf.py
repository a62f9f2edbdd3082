"""A filter that may be moved while it sounds: the state variable filter with trapezoidal integrators.

After Andrew Simper, "Solving the continuous SVF equations using trapezoidal integration and equivalent currents"
(2013). Its shelves and its bell are those of Robert Bristow-Johnson's "Audio EQ Cookbook", which browsers use too.
Coefficients are those of each frame while something moves, so that the blocks make no difference.
"""

from __future__ import annotations

import math

import numpy as np

from engine.kernel.compiled import compiled

LOW_SHELF = 0
BELL = 1
HIGH_SHELF = 2
ONE_KNOB = 3

#: 1/Q of the shelves (as steep as they go without a bump), the bell and the one-knob filter.
_SHELF_DAMPING = math.sqrt(2.0)
_BELL_DAMPING = 1.0
_KNOB_DAMPING = 1.0 / 0.7
#: Frequencies of the one-knob filter: this many Hz times 1000 to the power of 0…1.
_KNOB_LOWEST_HZ = 20.0
_KNOB_SPAN = math.log(1000.0)
#: So near to the middle of its knob the filter is mixed with the sound as it was.
_KNOB_EDGE = 0.05
#: What is quieter in a filter's memory is nothing: numbers that go on shrinking become subnormal, and those are slow.
_NOTHING = 1e-20


@compiled
def rings(memory):
    """True while a filter has not come to rest."""
    return memory.first[0] != 0.0 or memory.first[1] != 0.0 or memory.second[0] != 0.0 or memory.second[1] != 0.0


@compiled
def forget(memory):
    """Bring a filter to rest."""
    for side in range(2):
        memory.first[side] = 0.0
        memory.second[side] = 0.0


@compiled
def run(memory, samples, curve, moving, first, last, kind, radians):
    """Filter the frames from ``first`` up to ``last``; the values in ``curve`` are different until ``moving``.

    Values are the knob itself, and for the bands of an equaliser the eighth root of the gain (see `eq.place`).
    ``radians`` is half of the filter's angle per frame, pi * f / rate; for the one knob pi / rate.
    """
    left_first, right_first = memory.first[0], memory.first[1]
    left_second, right_second = memory.second[0], memory.second[1]
    near, cross, far, dry, band, low = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for k in range(first, last):
        if k <= moving or k == first:
            near, cross, far, dry, band, low = _coefficients(kind, float(curve[k]), radians)
        left, right = float(samples[k, 0]), float(samples[k, 1])
        left_in, right_in = left - left_second, right - right_second
        left_band = near * left_first + cross * left_in
        right_band = near * right_first + cross * right_in
        left_low = left_second + cross * left_first + far * left_in
        right_low = right_second + cross * right_first + far * right_in
        left_first = settled(2.0 * left_band - left_first)
        right_first = settled(2.0 * right_band - right_first)
        left_second = settled(2.0 * left_low - left_second)
        right_second = settled(2.0 * right_low - right_second)
        samples[k, 0] = np.float32(dry * left + band * left_band + low * left_low)
        samples[k, 1] = np.float32(dry * right + band * right_band + low * right_low)
    memory.first[0], memory.first[1] = left_first, right_first
    memory.second[0], memory.second[1] = left_second, right_second


@compiled
def settled(value):
    """A number of a filter's memory, 0 where it is nothing."""
    return value if abs(value) > _NOTHING else 0.0


@compiled
def _coefficients(kind, value, radians):
    """Three numbers for the integrators, and how much of the sound, of its band and of its low part comes out."""
    if kind == ONE_KNOB:
        return _one_knob(value, radians)
    fourth_root = value * value
    root = fourth_root * fourth_root
    if kind == LOW_SHELF:
        near, cross, far = integrators(math.tan(radians) / fourth_root, _SHELF_DAMPING)
        return near, cross, far, 1.0, _SHELF_DAMPING * (root - 1.0), root * root - 1.0
    if kind == BELL:
        damping = _BELL_DAMPING / root
        near, cross, far = integrators(math.tan(radians), damping)
        return near, cross, far, 1.0, damping * (root * root - 1.0), 0.0
    near, cross, far = integrators(math.tan(radians) * fourth_root, _SHELF_DAMPING)
    return near, cross, far, root * root, _SHELF_DAMPING * (1.0 - root) * root, 1.0 - root * root


@compiled
def _one_knob(value, radians):
    """Low pass below 0, high pass above; at 0 what goes in comes out."""
    place = 1.0 + value if value < 0.0 else value
    near, cross, far = integrators(math.tan(radians * _KNOB_LOWEST_HZ * math.exp(_KNOB_SPAN * place)), _KNOB_DAMPING)
    wet = min(1.0, abs(value) / _KNOB_EDGE)
    if value < 0.0:
        return near, cross, far, 1.0 - wet, 0.0, wet
    return near, cross, far, 1.0, -wet * _KNOB_DAMPING, -wet


@compiled
def integrators(gain, damping):
    """Three numbers for the integrators. ``gain`` is the tangent of half the filter's angle per frame."""
    near = 1.0 / (1.0 + gain * (gain + damping))
    return near, gain * near, gain * gain * near
