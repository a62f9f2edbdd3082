"""Two rings between two threads: commands go in, results come out; nobody ever waits.

Each ring has one writer and one reader. The indices run on for ever and are masked; a slot is written before the index
that hands it over is released, and read after that index was acquired.
"""

from __future__ import annotations

from engine.kernel.codes import ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.memory import acquire, release
from engine.kernel.sizes import COMMAND_SLOTS, DECKS, RESULT_SLOTS


@compiled
def copy_command(target, source):
    """One command, field by field."""
    target.id = source.id
    target.op = source.op
    target.due = source.due
    target.quantum = source.quantum
    target.not_before = source.not_before
    target.deck = source.deck
    target.stem = source.stem
    target.on = source.on
    target.first = source.first
    target.second = source.second
    target.value = source.value


@compiled
def put_command(state, place, number, op, due, quantum, not_before, deck, stem, on, first, second, value):
    """Write a command so many places behind the last one handed over; False when it does not fit. Thread: control."""
    written = acquire(state.commands_written) + place
    if written - acquire(state.commands_read) >= COMMAND_SLOTS:
        return False
    slot = state.commands[written & (COMMAND_SLOTS - 1)]
    slot.id = number
    slot.op = op
    slot.due = due
    slot.quantum = quantum
    slot.not_before = not_before
    slot.deck = deck
    slot.stem = stem
    slot.on = on
    slot.first = first
    slot.second = second
    slot.value = value
    return True


@compiled
def hand_over(state, count):
    """Let the audio thread have so many commands that were put, all in the same block. Thread: control."""
    release(state.commands_written, acquire(state.commands_written) + count)


@compiled
def free_results(state):
    """How many results the ring still takes. Thread: audio."""
    return RESULT_SLOTS - (acquire(state.results_written) - acquire(state.results_read))


@compiled
def post(state, kind, number, frame, late, refusal, deck, stem, load):
    """Hand a result to Python. The caller has made sure that there is room. Thread: audio."""
    post_more(state, kind, number, frame, late, refusal, deck, stem, load, 0, 0, 0.0)


@compiled
def post_more(state, kind, number, frame, late, refusal, deck, stem, load, first, second, value):
    """As `post`, with what some kinds tell besides; see ``RESULT`` in `engine.kernel.layout`. Thread: audio."""
    written = acquire(state.results_written)
    slot = state.results[written & (RESULT_SLOTS - 1)]
    slot.kind = kind
    slot.id = number
    slot.frame = frame
    slot.late = late
    slot.refusal = refusal
    slot.deck = deck
    slot.stem = stem
    slot.load = load
    slot.first = first
    slot.second = second
    slot.value = value
    release(state.results_written, written + 1)


@compiled
def answer(state, command, late, refusal):
    """Tell Python what became of a command, and where its deck is now. Thread: audio."""
    deck = command.deck
    position = state.decks[deck].cursor.position if 0 <= deck < DECKS else 0.0
    post_more(state, ResultKind.DONE, command.id, state.clock, late, refusal, deck, command.stem, 0, 0, 0, position)


@compiled
def pop_results(state, taken):
    """Copy waiting results into ``taken``, as many as fit; how many it were. Thread: control."""
    read = acquire(state.results_read)
    count = min(acquire(state.results_written) - read, len(taken))
    for k in range(count):
        slot = state.results[(read + k) & (RESULT_SLOTS - 1)]
        result = taken[k]
        result.kind = slot.kind
        result.id = slot.id
        result.frame = slot.frame
        result.late = slot.late
        result.refusal = slot.refusal
        result.deck = slot.deck
        result.stem = slot.stem
        result.load = slot.load
        result.first = slot.first
        result.second = slot.second
        result.value = slot.value
    release(state.results_read, read + count)
    return count
