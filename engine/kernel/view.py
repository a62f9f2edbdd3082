"""What Python may look at while the sound goes on: a copy of the state, published whole after every block.

A sequence lock: the number is odd while the audio thread writes; a reader that saw it odd, or changed, looks again. The
audio thread never waits for readers.
"""

from __future__ import annotations

from engine.kernel.beat_clock import beat_now
from engine.kernel.beat_grid import beat_at
from engine.kernel.beat_sync import driver
from engine.kernel.compiled import compiled
from engine.kernel.layout import VIEW
from engine.kernel.memory import acquire, address_of, copy_word, fence_acquire, fence_release, release
from engine.kernel.sizes import DECKS, STEMS
from engine.kernel.stretching import copy_key
from engine.kernel.voice import copy_loop

_WORDS = VIEW.itemsize // 8
#: Looks before a reader gives up; the audio thread writes for less than a microsecond.
_LOOKS = 10_000


@compiled
def publish(state):
    """Show Python the state as it is now. Thread: audio."""
    draft = state.draft
    draft.frame = state.clock
    draft.time = state.timing.started
    draft.beat = beat_now(state)
    draft.beats_per_frame = state.beat_clock.beats_per_frame
    draft.leader = driver(state)
    draft.limiter = state.limiters[0]
    _copy_level(draft.level, state.level)
    for index in range(DECKS):
        deck = state.decks[index]
        deck_view = draft.decks[index]
        deck_view.load = deck.cursor.load
        deck_view.playing = deck.playing
        deck_view.position = deck.cursor.position
        deck_view.rate = deck.cursor.rate
        deck_view.beat = beat_at(deck.grid, deck.cursor.position) if deck.grid.load != 0 else 0.0
        deck_view.tempo = deck.pace.base
        deck_view.following = deck.pace.following
        deck_view.factor = deck.pace.factor
        deck_view.loop_on = deck.loop.on
        deck_view.loop_start = deck.loop.start
        deck_view.loop_end = deck.loop.end
        deck_view.stretched = 1 if deck.cursor.mix.target > 0.0 else 0
        deck_view.heard = deck.cursor.heard
        copy_key(deck_view.key, deck.key)
        _copy_level(deck_view.level, state.channels[index].level)
        for stem in range(STEMS):
            _copy_level(deck_view.stems[stem], deck.stems[stem].level)
            copy_loop(deck_view.stem_loops[stem], deck.stems[stem].loop)
    draft.timing.blocks = state.timing.blocks
    draft.timing.late_blocks = state.timing.late_blocks
    draft.timing.started = state.timing.started
    draft.timing.worst_lateness = state.timing.worst_lateness
    draft.timing.worst_duration = state.timing.worst_duration
    draft.timing.load = state.timing.load
    draft.timing.thread = state.timing.thread
    sequence = acquire(state.shown_sequence)
    release(state.shown_sequence, sequence + 1)
    fence_release()
    _copy(address_of(state.shown), address_of(draft))
    release(state.shown_sequence, sequence + 2)


@compiled
def look(state, seen):
    """Copy the published state to an address; False when it could not be read whole. Thread: control."""
    for _ in range(_LOOKS):
        before = acquire(state.shown_sequence)
        if before & 1:
            continue
        _copy(seen, address_of(state.shown))
        fence_acquire()
        if acquire(state.shown_sequence) == before:
            return True
    return False


@compiled
def _copy(target, source):
    for word in range(_WORDS):
        copy_word(target + 8 * word, source + 8 * word)


@compiled
def _copy_level(target, source):
    for side in range(2):
        target.peak[side] = source.peak[side]
        target.square[side] = source.square[side]
