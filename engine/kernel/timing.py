"""One block under the stop-watch: the engine counts its own blocks, late starts and durations."""

from __future__ import annotations

import numpy as np

from engine.kernel.clock import nanoseconds, thread_number
from engine.kernel.compiled import compiled
from engine.kernel.memory import acquire, claim, release, state_at
from engine.kernel.mixer import render_block
from engine.kernel.sizes import FLIGHT_SLOTS

#: A block is late when it starts more than this many periods after the one before.
_LATE = 1.5
#: How much of the mean load the latest block makes.
_SHARE = 0.01


@compiled
def run_block(seat, out):
    """Fill one block for a device. Silence when its seat is closed, or another device is just rendering."""
    if acquire(seat.open) == 0:
        _hush(out)
        return
    state = state_at(seat.state)
    if not claim(state.rendering):
        _hush(out)
        return
    started = nanoseconds(seat.timespec)
    period = len(out) / state.constants.sample_rate * 1e9
    _note_start(state, seat, started, period)
    render_block(state, out)
    _note_end(state, nanoseconds(seat.timespec) - started, period)
    release(state.rendering, 0)


@compiled
def _hush(out):
    for k in range(len(out)):
        for channel in range(out.shape[1]):
            out[k, channel] = np.float32(0.0)


@compiled
def _note_start(state, seat, started, period):
    timing = state.timing
    if seat.blocks == 0:
        # The first block of a device: nothing it could be late against, and maybe another thread.
        timing.thread = thread_number()
    elif started - timing.started > _LATE * period:
        timing.late_blocks += 1
        timing.worst_lateness = max(timing.worst_lateness, int(started - timing.started - period))
    slot = timing.blocks & (FLIGHT_SLOTS - 1)
    state.flight[slot] = started
    state.durations[slot] = 0
    timing.started = started
    timing.blocks += 1
    seat.blocks += 1


@compiled
def _note_end(state, duration, period):
    timing = state.timing
    state.durations[(timing.blocks - 1) & (FLIGHT_SLOTS - 1)] = duration
    timing.worst_duration = max(timing.worst_duration, duration)
    timing.load += (duration / period - timing.load) * _SHARE
