"""The equaliser of a channel: a low shelf, a bell and a high shelf (rows L-070, L-071); at 1.0 it is not there."""

from __future__ import annotations

import math

from engine.kernel import ramp, svf
from engine.kernel.codes import Band
from engine.kernel.compiled import compiled

#: Gains that a killed band comes down to: where its centre is quieter than -40 dB (50 Hz, 1 kHz, 12 kHz).
_LOWEST = 10.0 ** (-46.0 / 20.0)
_LOWEST_HIGH = 10.0 ** (-66.0 / 20.0)
_LOW_HZ = 200.0
_MID_HZ = 1000.0
_HIGH_HZ = 8000.0


@compiled
def equalise(state, channel, samples, count, sounds):
    """Equalise a piece of sound; True when anything comes out. ``sounds`` is whether anything goes in."""
    angle = math.pi / state.constants.sample_rate
    sounds = _shape(state, channel.bands[Band.LOW], samples, count, sounds, svf.LOW_SHELF, _LOW_HZ * angle)
    sounds = _shape(state, channel.bands[Band.MID], samples, count, sounds, svf.BELL, _MID_HZ * angle)
    return _shape(state, channel.bands[Band.HIGH], samples, count, sounds, svf.HIGH_SHELF, _HIGH_HZ * angle)


@compiled
def place(band, gain):
    """Where a band's ramp goes for a gain: to the eighth root of it.

    A straight line there is nearly one in decibels; along a straight line of gains the shelf's corner would race at the
    quiet end, and click.
    """
    lowest = _LOWEST_HIGH if band == Band.HIGH else _LOWEST
    return math.sqrt(math.sqrt(math.sqrt(max(gain, lowest))))


@compiled
def _shape(state, band, samples, count, sounds, kind, radians):
    gain = band.gain
    if ramp.rests(gain, 1.0):
        return sounds
    moving = min(count, gain.remaining)
    curve = state.scratch.curve
    ramp.draw(gain, curve, count)
    if sounds or svf.rings(band.memory):
        svf.run(band.memory, samples, curve, moving, 0, count, kind, radians)
        sounds = True
    if ramp.rests(gain, 1.0):
        # From the frame on at which it came to 1.0 its memory was not heard any more: it may be forgotten here.
        svf.forget(band.memory)
    return sounds
