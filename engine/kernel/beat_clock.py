"""The master clock: a straight line of beats over frames, and the commands that wait for one of its beats.

The line is bent at exact frames only, where a tempo or a phase changes; between them the beat is a function of the
frame alone, so that where the blocks end makes no difference.
"""

from __future__ import annotations

import math

from engine.kernel.codes import NEVER, ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.ring import free_results, post_more
from engine.kernel.sizes import PENDING_SLOTS

#: Beats that count as none: what is left of a beat by rounding, a hundred-thousandth of a frame.
_CLOSE = 1e-9


@compiled
def beat_now(state):
    """The clock's beat at this frame."""
    clock = state.beat_clock
    return clock.beat + (state.clock - clock.frame) * clock.beats_per_frame


@compiled
def set_speed(state, beats_per_frame):
    """From this frame on the clock goes at another speed; what waits for a beat waits for the same one."""
    clock = state.beat_clock
    if beats_per_frame == clock.beats_per_frame:
        return
    clock.beat = beat_now(state)
    clock.frame = state.clock
    clock.beats_per_frame = beats_per_frame
    if state.waiting == 0:
        return
    for index in range(PENDING_SLOTS):
        slot = state.pending[index]
        if _waits(state, slot):
            slot.command.due = _frame_of(state, slot.beat)
    note_next_due(state)


@compiled
def set_beat(state, beat):
    """The clock is at another beat from this frame on; what waits takes its next multiple after it."""
    clock = state.beat_clock
    clock.beat = beat
    clock.frame = state.clock
    if state.waiting == 0:
        return
    for index in range(PENDING_SLOTS):
        slot = state.pending[index]
        if _waits(state, slot):
            before = slot.beat
            aim_at_beat(state, slot)
            if slot.beat != before and free_results(state) > state.owed:
                tell_armed(state, slot)
    note_next_due(state)


@compiled
def aim_at_beat(state, slot):
    """Have a command wait for the next multiple of its quantum, strictly after now."""
    quantum = slot.command.quantum
    slot.beat = (math.floor((beat_now(state) + _CLOSE) / quantum) + 1.0) * quantum
    slot.command.due = _frame_of(state, slot.beat)


@compiled
def tell_armed(state, slot):
    """Tell Python which beat a command waits for."""
    command = slot.command
    post_more(state, ResultKind.ARMED, command.id, state.clock, 0, 0, command.deck, command.stem, 0, 0, 0, slot.beat)


@compiled
def note_next_due(state):
    """Look through the table for the frame at which the next command is due."""
    earliest = NEVER
    for index in range(PENDING_SLOTS):
        slot = state.pending[index]
        if slot.order != 0:
            earliest = min(earliest, slot.command.due)
    state.next_due = earliest


@compiled
def _waits(state, slot):
    """True for a command that waits for a beat. One whose frame has come has its beat, whatever the clock does now."""
    return slot.order != 0 and slot.command.quantum != 0.0 and slot.command.due > state.clock


@compiled
def _frame_of(state, beat):
    """The first frame whose beat is that one, or later."""
    clock = state.beat_clock
    frames = math.ceil((beat - _CLOSE - clock.beat) / clock.beats_per_frame)
    return max(clock.frame + int(frames), state.clock + 1)
