"""Commands in time: those due now are carried out, those due later wait in a table for their frame."""

from __future__ import annotations

from engine.kernel.apply import answer, apply
from engine.kernel.codes import NEVER, NOW, Refusal
from engine.kernel.compiled import compiled
from engine.kernel.layout import COMMAND_SLOTS, PENDING_SLOTS
from engine.kernel.memory import acquire, release
from engine.kernel.ring import copy_command, free_results


@compiled
def take_commands(state):
    """Empty the command ring: carry out what is due, put away what is not.

    A command is only taken when the result ring has room for its answer, for the return of the memory it may bring,
    and for all answers that are owed already; otherwise it stays in its ring until Python has collected.
    """
    read = acquire(state.commands_read)
    written = acquire(state.commands_written)
    while read < written and free_results(state) > state.owed + 2:
        command = state.commands[read & (COMMAND_SLOTS - 1)]
        if command.due <= state.clock:
            late = 1 if command.due != NOW and command.due < state.clock else 0
            apply(state, command, late)
        else:
            _put_away(state, command)
        read += 1
    release(state.commands_read, read)


@compiled
def _put_away(state, command):
    for index in range(PENDING_SLOTS):
        slot = state.pending[index]
        if slot.order == 0:
            state.orders += 1
            slot.order = state.orders
            copy_command(slot.command, command)
            state.owed += 1
            state.next_due = min(state.next_due, command.due)
            return
    answer(state, command, 0, Refusal.TOO_MANY_WAITING)


@compiled
def apply_due(state):
    """Carry out the waiting commands whose frame has come, in the order in which they were asked."""
    while state.next_due <= state.clock:
        slot = state.pending[_first_due(state)]
        slot.order = 0
        state.owed -= 1
        apply(state, slot.command, 0)
        state.next_due = _earliest(state)


@compiled
def _first_due(state):
    first = -1
    for index in range(PENDING_SLOTS):
        slot = state.pending[index]
        if slot.order == 0 or slot.command.due != state.next_due:
            continue
        if first < 0 or slot.order < state.pending[first].order:
            first = index
    return first


@compiled
def _earliest(state):
    earliest = NEVER
    for index in range(PENDING_SLOTS):
        slot = state.pending[index]
        if slot.order != 0:
            earliest = min(earliest, slot.command.due)
    return earliest
