"""One deck: a cursor through a song of several stems, its faders, its loop, and the ghosts of where it was."""

from __future__ import annotations

import numpy as np

from engine.kernel import ramp
from engine.kernel.buffers import add, add_scaled
from engine.kernel.codes import ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.ghost import bury, next_burial
from engine.kernel.guard import silence, sound_frames
from engine.kernel.loudness import draw_stem_gain, pass_stem_gains
from engine.kernel.ring import free_results, post
from engine.kernel.sizes import CHUNK, GHOSTS, STEMS
from engine.kernel.stretched import advance_beneath, draw_mix, hear_stem, settle


@compiled
def render_deck(state, deck_index, count):
    """Write the deck's next frames to ``scratch.stems``, each stem after its fader. Advances the deck.

    The caller has seen to it that the cursor does not turn within them.
    """
    deck = state.decks[deck_index]
    for index in range(STEMS):
        state.scratch.stem_sounds[index] = 0
    done = 0
    while done < count:
        run = min(count - done, next_burial(deck))
        if run > 0:
            _render_run(state, deck_index, done, run)
        bury(state, deck_index, state.clock + done + run)
        done += run
    if deck.playing != 0:
        deck.slip.frames += count
        deck.pace.shift_left -= min(count, deck.pace.shift_left)


@compiled
def _render_run(state, deck_index, start, count):
    """Frames in which no ghost ends."""
    deck = state.decks[deck_index]
    if deck.playing != 0:
        _play_cursor(state, deck_index, start, count)
    pass_stem_gains(deck, count)
    for k in range(GHOSTS):
        if deck.ghosts[k].voice.load != 0:
            _play_ghost(state, deck_index, deck.ghosts[k], start, count)


@compiled
def _play_cursor(state, deck_index, start, count):
    deck = state.decks[deck_index]
    scratch = state.scratch
    settle(state, deck_index, start, count)
    share = draw_mix(deck.cursor, scratch, count)
    plain = advance_beneath(state, deck.cursor, share, count)
    for index in range(deck.cursor.stems):
        stem = deck.stems[index]
        if stem.broken != 0:
            continue
        hear_stem(state, deck_index, deck.cursor, index, stem.loop, plain, share, count)
        sound = sound_frames(scratch.stem, count)
        if sound < count:
            silence(scratch.stem, sound, count)
            stem.broken = 1
            if free_results(state) > state.owed:
                post(state, ResultKind.BROKEN_STEM, 0, state.clock + start + sound, 0, 0, deck_index, index, 0)
        bus = _stem_bus(scratch, index)[start:]
        if draw_stem_gain(deck, index, deck.cursor.fade, scratch.curve, count):
            add_scaled(bus, scratch.stem, scratch.curve, count)
        else:
            add(bus, scratch.stem, count)
    ramp.skip(deck.cursor.fade, count)
    deck.cursor.heard += count


@compiled
def _play_ghost(state, deck_index, ghost, start, count):
    scratch = state.scratch
    ramp.draw(ghost.voice.fade, scratch.curve, count)
    share = draw_mix(ghost.voice, scratch, count)
    plain = advance_beneath(state, ghost.voice, share, count)
    for index in range(ghost.voice.stems):
        gain = ghost.gains[index]
        if gain == 0.0:
            continue
        hear_stem(state, deck_index, ghost.voice, index, ghost.loops[index], plain, share, count)
        sound = sound_frames(scratch.stem, count)
        if sound < count:
            silence(scratch.stem, sound, count)
            ghost.gains[index] = np.float32(0.0)
        bus = _stem_bus(scratch, index)
        for k in range(count):
            bus[start + k, 0] += scratch.stem[k, 0] * gain * scratch.curve[k]
            bus[start + k, 1] += scratch.stem[k, 1] * gain * scratch.curve[k]
    ghost.voice.heard += count


@compiled
def _stem_bus(scratch, index):
    """Where a stem and what is left of it are added up, silent until something is."""
    bus = scratch.stems[index]
    if scratch.stem_sounds[index] == 0:
        scratch.stem_sounds[index] = 1
        silence(bus, 0, CHUNK)
    return bus
