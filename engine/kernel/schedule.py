"""Commands in time: those due now are carried out, those due later wait in a table for their frame or their beat."""

from __future__ import annotations

from engine.kernel.apply import apply
from engine.kernel.beat_clock import aim_at_beat, note_next_due, tell_armed
from engine.kernel.codes import NEVER, NOW, Op, Refusal
from engine.kernel.compiled import compiled
from engine.kernel.memory import acquire, release
from engine.kernel.ring import answer, copy_command, free_results
from engine.kernel.sizes import COMMAND_SLOTS, PENDING_SLOTS

#: Results that are kept free for each command that waits: its answer, and either the return of the memory that it
#: brings or the bounds of the loop that it sets.
_KEPT = 2
#: Results that a command may take at once besides: what it is armed for, or its own answer.
_AT_ONCE = 1


@compiled
def take_commands(state, asked):
    """Empty the command ring up to what was asked when the block began: carry out what is due, put away what is not.

    The first command whose turn has not come keeps itself and all behind it in the ring until then, so that the order
    stays the order in which hands have asked. What a panic has made void waits for no turn.

    A command is only taken when the result ring has room for all that it may answer, and for all answers that are owed
    already; otherwise it stays in its ring until Python has collected.
    """
    state.next_turn = NEVER
    read = acquire(state.commands_read)
    while read < asked and free_results(state) >= state.owed + _KEPT + _AT_ONCE:
        command = state.commands[read & (COMMAND_SLOTS - 1)]
        if read >= state.void_until and command.not_before > state.clock:
            state.next_turn = command.not_before
            break
        if read < state.void_until and _is_void(state, command):
            answer(state, command, 0, Refusal.CANCELLED)
        elif command.quantum != 0.0 or command.due > state.clock:
            _put_away(state, command)
        else:
            _carry_out(state, command, 1 if command.due != NOW and command.due < state.clock else 0)
        read += 1
    release(state.commands_read, read)


@compiled
def _is_void(state, command):
    """A panic forgets what waits and what would sound; knobs that were turned before it are turned."""
    op = command.op
    waits = command.quantum != 0.0 or command.due > state.clock
    return waits or op == Op.PLAY or op == Op.SLIP or op == Op.ROLL


@compiled
def apply_due(state):
    """Carry out the waiting commands whose frame has come, in the order in which they were asked."""
    while state.next_due <= state.clock:
        slot = state.pending[_first_due(state)]
        _forget(state, slot)
        _carry_out(state, slot.command, 0)
        note_next_due(state)


@compiled
def cancel_waiting(state):
    """Answer every command that waits with CANCELLED."""
    for index in range(PENDING_SLOTS):
        slot = state.pending[index]
        if slot.order != 0:
            _forget(state, slot)
            answer(state, slot.command, 0, Refusal.CANCELLED)
    state.next_due = NEVER


@compiled
def _carry_out(state, command, late):
    if command.op == Op.CANCEL:
        _cancel(state, command.first)
    apply(state, command, late)


@compiled
def _cancel(state, number):
    for index in range(PENDING_SLOTS):
        slot = state.pending[index]
        if slot.order != 0 and slot.command.id == number:
            _forget(state, slot)
            answer(state, slot.command, 0, Refusal.CANCELLED)
            note_next_due(state)
            return


@compiled
def _put_away(state, command):
    for index in range(PENDING_SLOTS):
        slot = state.pending[index]
        if slot.order == 0:
            state.orders += 1
            slot.order = state.orders
            copy_command(slot.command, command)
            state.owed += _KEPT
            if command.quantum != 0.0:
                state.waiting += 1
                aim_at_beat(state, slot)
                tell_armed(state, slot)
            state.next_due = min(state.next_due, slot.command.due)
            return
    answer(state, command, 0, Refusal.TOO_MANY_WAITING)


@compiled
def _forget(state, slot):
    slot.order = 0
    state.owed -= _KEPT
    if slot.command.quantum != 0.0:
        state.waiting -= 1


@compiled
def _first_due(state):
    first = -1
    for index in range(PENDING_SLOTS):
        slot = state.pending[index]
        if slot.order == 0 or slot.command.due > state.clock:
            continue
        if first < 0 or slot.order < state.pending[first].order:
            first = index
    return first
