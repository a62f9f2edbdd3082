"""The equaliser of a channel: a low shelf, a bell and a high shelf (rows L-070, L-071); at 1.0 it is not there.

A band that is killed is not shaped: it is left out whole, by the isolator behind.
"""

from __future__ import annotations

import math

from engine.kernel import isolator, ramp, svf
from engine.kernel.codes import Band
from engine.kernel.compiled import compiled
from engine.kernel.sizes import BANDS

#: A gain below this is a kill. A shelf as deep would take half of the next band with it.
_LOWEST = 0.01
_LOW_HZ = 200.0
_MID_HZ = 1000.0
_HIGH_HZ = 8000.0


@compiled
def equalise(state, channel, samples, count, sounds):
    """Equalise a piece of sound; True when anything comes out. ``sounds`` is whether anything goes in."""
    angle = math.pi / state.constants.sample_rate
    sounds = _shape(state, channel.bands[Band.LOW], samples, count, sounds, svf.LOW_SHELF, _LOW_HZ * angle)
    sounds = _shape(state, channel.bands[Band.MID], samples, count, sounds, svf.BELL, _MID_HZ * angle)
    sounds = _shape(state, channel.bands[Band.HIGH], samples, count, sounds, svf.HIGH_SHELF, _HIGH_HZ * angle)
    return isolator.isolate(state, channel, samples, count, sounds)


@compiled
def turn_band(channel, band, gain, frames, fade_frames):
    """Go to a gain within so many frames, at once when there are none. A split fades in and out in ``fade_frames``."""
    killed = gain < _LOWEST
    ramp.aim(channel.bands[band].gain, 1.0 if killed else _place(gain), frames)
    ramp.aim(channel.bands[band].kept, 0.0 if killed else 1.0, frames)
    if frames == 0:
        isolator.be_there(channel, fade_frames)


@compiled
def rings(channel):
    """True while the equaliser has not come to rest."""
    for band in range(BANDS):
        if svf.rings(channel.bands[band].memory):
            return True
    return isolator.rings(channel.split)


@compiled
def _place(gain):
    """Where a band's ramp goes for a gain: to the eighth root of it.

    A straight line there is nearly one in decibels; along a straight line of gains the shelf's corner would race at the
    quiet end, and click.
    """
    return math.sqrt(math.sqrt(math.sqrt(gain)))


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
