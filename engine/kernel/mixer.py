"""From the decks to the loudspeakers: deck gain, crossfader, master, limiter, and the meters on the way."""

from __future__ import annotations

import math

from engine.kernel import ramp
from engine.kernel.arrival import arrive, frames_to_next
from engine.kernel.compiled import compiled
from engine.kernel.deck import render_deck
from engine.kernel.guard import silence
from engine.kernel.layout import CHUNK, DECKS
from engine.kernel.limiter import limit
from engine.kernel.meter import measure, rest
from engine.kernel.panic import heed_panic
from engine.kernel.schedule import apply_due, take_commands
from engine.kernel.view import publish


@compiled
def render_block(state, out):
    """Fill one block of sound. Shape: (frames, 2) float32. What is due inside the block is done at its very frame."""
    heed_panic(state)
    apply_due(state)
    take_commands(state)
    done = 0
    frames = len(out)
    while done < frames:
        apply_due(state)
        count = frames_to_next(state, min(frames - done, CHUNK, state.next_due - state.clock))
        _render_chunk(state, count)
        for k in range(count):
            out[done + k, 0] = state.scratch.mix[k, 0]
            out[done + k, 1] = state.scratch.mix[k, 1]
        state.clock += count
        done += count
        arrive(state)
    publish(state)


@compiled
def _render_chunk(state, count):
    scratch = state.scratch
    mix = scratch.mix
    peak_keep = math.exp(-state.constants.peak_fall * count)
    rms_keep = math.exp(-state.constants.rms_fall * count)
    silence(mix, 0, count)
    for index in range(DECKS):
        deck = state.decks[index]
        sounded = render_deck(state, index, count)
        ramp.draw(deck.gain, scratch.curve, count)
        ramp.draw(deck.side, scratch.side, count)
        if sounded:
            _scale(scratch.deck, scratch.curve, count)
            measure(deck.level, scratch.deck, count, peak_keep, rms_keep)
            for k in range(count):
                mix[k, 0] += scratch.deck[k, 0] * scratch.side[k]
                mix[k, 1] += scratch.deck[k, 1] * scratch.side[k]
        else:
            rest(deck.level, peak_keep, rms_keep)
    ramp.draw(state.master, scratch.curve, count)
    _scale(mix, scratch.curve, count)
    ramp.draw(state.output, scratch.curve, count)
    _scale(mix, scratch.curve, count)
    limit(state, mix, count)
    measure(state.level, mix, count, peak_keep, rms_keep)


@compiled
def _scale(samples, curve, count):
    for k in range(count):
        samples[k, 0] *= curve[k]
        samples[k, 1] *= curve[k]
