"""One block: from the decks through their channels to the outputs, in pieces that no command falls into."""

from __future__ import annotations

import math

from engine.kernel import ramp
from engine.kernel.arrival import arrive, frames_to_next
from engine.kernel.channel import mix_channel, mix_stems
from engine.kernel.compiled import compiled
from engine.kernel.deck import render_deck
from engine.kernel.memory import acquire
from engine.kernel.outputs import render_outputs
from engine.kernel.panic import heed_panic
from engine.kernel.schedule import apply_due, take_commands
from engine.kernel.sizes import BUSES, CHUNK, DECKS
from engine.kernel.subnormal import flush_subnormals, restore_subnormals
from engine.kernel.tap import make_room, wind_on
from engine.kernel.view import publish


@compiled
def render_block(state, out):
    """Fill one block. Shape: (frames, 2 * pairs) float32. What is due inside the block is done at its very frame."""
    before = flush_subnormals()
    state.pairs = out.shape[1] // 2
    heed_panic(state)
    asked = acquire(state.commands_written)
    done = 0
    frames = len(out)
    while done < frames:
        apply_due(state)
        take_commands(state, asked)
        next_command = min(state.next_due, state.next_turn)
        count = frames_to_next(state, min(frames - done, CHUNK, next_command - state.clock))
        _render_chunk(state, out, done, count)
        state.clock += count
        done += count
        arrive(state)
    publish(state)
    restore_subnormals(before)


@compiled
def _render_chunk(state, out, done, count):
    scratch = state.scratch
    peak_keep = math.exp(-state.constants.peak_fall * count)
    rms_keep = math.exp(-state.constants.rms_fall * count)
    scratch.cue_sounds = 0
    for index in range(BUSES):
        scratch.bus_sounds[index] = 0
    make_room(state, count)
    for index in range(DECKS):
        render_deck(state, index, count)
        mix_stems(state, index, count, peak_keep, rms_keep)
    moving = min(count, state.crossfader.remaining)
    ramp.draw(state.crossfader, scratch.crossfader, count)
    for index in range(DECKS):
        mix_channel(state, index, count, moving, peak_keep, rms_keep)
    render_outputs(state, out, done, count, peak_keep, rms_keep)
    wind_on(state, count)
