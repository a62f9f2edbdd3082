"""The last resort. It takes no ring, so that it works when all of them are full."""

from __future__ import annotations

from engine.kernel.beat_sync import retime
from engine.kernel.codes import NEVER, ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.ghost import leave
from engine.kernel.memory import acquire, release
from engine.kernel.ring import free_results, post
from engine.kernel.schedule import cancel_waiting
from engine.kernel.sizes import DECKS
from engine.kernel.slip import forget_slip


@compiled
def call_panic(state):
    """Ask for it. What was asked before, and has not been done, is void. Thread: any, one at a time."""
    release(state.panic_mark, acquire(state.commands_written))
    release(state.panics, acquire(state.panics) + 1)


@compiled
def heed_panic(state):
    """If somebody has: fade every deck out, and let it stand where it is; forget all that waits. Thread: audio.

    It is told as soon as there is room, for the log of the night.
    """
    panics = acquire(state.panics)
    if panics != state.panics_heeded:
        state.panics_heeded = panics
        _let_go(state)
    if state.panic_frame != NEVER and free_results(state) > state.owed:
        post(state, ResultKind.PANICKED, 0, state.panic_frame, 0, 0, -1, -1, 0)
        state.panic_frame = NEVER


@compiled
def _let_go(state):
    """Everything stops."""
    state.panic_frame = state.clock
    state.void_until = acquire(state.panic_mark)
    cancel_waiting(state)
    for index in range(DECKS):
        deck = state.decks[index]
        leave(state, index, state.clock, state.constants.ramp_frames)
        deck.playing = 0
        forget_slip(deck)
    retime(state)
