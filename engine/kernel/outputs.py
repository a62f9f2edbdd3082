"""The pairs of outputs: the master, the headphones on the second pair, and a limiter before each of them."""

from __future__ import annotations

import numpy as np

from engine.kernel import ramp
from engine.kernel.buffers import fade, scale
from engine.kernel.compiled import compiled
from engine.kernel.guard import silence
from engine.kernel.limiter import limit
from engine.kernel.meter import measure
from engine.kernel.sizes import CHUNK, DECKS
from engine.kernel.tap import MASTER, tap

#: The pair that the headphones are on, from 0.
HEADPHONES = 1


@compiled
def render_outputs(state, out, done, count, peak_keep, rms_keep):
    """Write so many frames of all pairs to a block, from frame ``done`` on."""
    scratch = state.scratch
    for pair in range(state.pairs):
        if scratch.bus_sounds[DECKS + pair] == 0:
            silence(scratch.buses[DECKS + pair], 0, CHUNK)
    master = scratch.buses[DECKS]
    fade(master, state.master, scratch.curve, count)
    if state.pairs > HEADPHONES:
        _add_headphones(state, master, count)
    else:
        ramp.skip(state.headphone_mix, count)
        ramp.skip(state.headphone_gain, count)
    whole = ramp.rests(state.output, 1.0)
    if not whole:
        ramp.draw(state.output, scratch.output, count)
    for pair in range(state.pairs):
        bus = scratch.buses[DECKS + pair]
        if not whole:
            scale(bus, scratch.output, count)
        limit(state, pair, bus, count)
        for k in range(count):
            out[done + k, 2 * pair] = bus[k, 0]
            out[done + k, 2 * pair + 1] = bus[k, 1]
    measure(state.level, master, scratch, count, peak_keep, rms_keep)
    tap(state, MASTER, master, count, True)


@compiled
def _add_headphones(state, master, count):
    """The cued channels and the master, mixed, on top of what was sent to the pair."""
    scratch = state.scratch
    bus = scratch.buses[DECKS + HEADPHONES]
    mix = state.headphone_mix
    gain = state.headphone_gain
    if scratch.cue_sounds == 0:
        silence(scratch.cue, 0, CHUNK)
    for k in range(count):
        of_master = ramp.at(mix, k)
        level = ramp.at(gain, k)
        for side in range(2):
            heard = scratch.cue[k, side] * (1.0 - of_master) + master[k, side] * of_master
            bus[k, side] += np.float32(heard * level)
    ramp.skip(mix, count)
    ramp.skip(gain, count)
