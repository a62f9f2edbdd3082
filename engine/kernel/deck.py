"""One deck: a cursor through a song of several stems, its faders, its loop, and the ghosts of where it was."""

from __future__ import annotations

import math

import numpy as np

from engine.kernel import ramp
from engine.kernel.codes import ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.ghost import bury, haunted, next_burial
from engine.kernel.guard import silence, sound_frames
from engine.kernel.layout import GHOSTS, STEMS
from engine.kernel.meter import measure, rest
from engine.kernel.ring import free_results, post
from engine.kernel.voice import advance, read_looped_stem, read_stem


@compiled
def render_deck(state, deck_index, count):
    """Write the deck's next frames to ``scratch.deck``, before its gain; False when it is silent. Advances the deck.

    The caller has seen to it that the cursor does not turn within them.
    """
    deck = state.decks[deck_index]
    silence(state.scratch.deck, 0, count)
    sounded = False
    done = 0
    while done < count:
        run = min(count - done, next_burial(deck))
        if run > 0:
            sounded |= _render_run(state, deck_index, done, run)
        bury(state, deck_index, state.clock + done + run)
        done += run
    if deck.playing != 0:
        deck.slip.frames += count
        deck.pace.shift_left -= min(count, deck.pace.shift_left)
    return sounded


@compiled
def _render_run(state, deck_index, start, count):
    """Frames in which no ghost ends."""
    deck = state.decks[deck_index]
    peak_keep = math.exp(-state.constants.peak_fall * count)
    rms_keep = math.exp(-state.constants.rms_fall * count)
    sounded = haunted(deck)
    if deck.playing != 0:
        sounded = True
        _play_cursor(state, deck_index, start, count, peak_keep, rms_keep)
    else:
        for stem in range(STEMS):
            ramp.skip(deck.stems[stem].fader, count)
            rest(deck.stems[stem].level, peak_keep, rms_keep)
    for k in range(GHOSTS):
        if deck.ghosts[k].voice.load != 0:
            _play_ghost(state, deck.ghosts[k], start, count)
    return sounded


@compiled
def _play_cursor(state, deck_index, start, count, peak_keep, rms_keep):
    deck = state.decks[deck_index]
    scratch = state.scratch
    plain = advance(deck.cursor, scratch, state.constants.sinc, count)
    silence(scratch.voice, 0, count)
    for index in range(deck.cursor.stems):
        stem = deck.stems[index]
        ramp.draw(stem.fader, scratch.curve, count)
        if stem.broken != 0:
            rest(stem.level, peak_keep, rms_keep)
            continue
        if stem.loop.on != 0:
            read_looped_stem(deck.cursor, index, stem.loop, plain, scratch, count, state.constants.ramp_frames)
        else:
            read_stem(deck.cursor, index, plain, scratch, count)
        sound = sound_frames(scratch.stem, count)
        if sound < count:
            silence(scratch.stem, sound, count)
            stem.broken = 1
            if free_results(state) > state.owed:
                post(state, ResultKind.BROKEN_STEM, 0, state.clock + start + sound, 0, 0, deck_index, index, 0)
        _scale(scratch.stem, scratch.curve, count)
        measure(stem.level, scratch.stem, count, peak_keep, rms_keep)
        for k in range(count):
            scratch.voice[k, 0] += scratch.stem[k, 0]
            scratch.voice[k, 1] += scratch.stem[k, 1]
    ramp.draw(deck.cursor.fade, scratch.curve, count)
    _add_faded(scratch, start, count)


@compiled
def _play_ghost(state, ghost, start, count):
    scratch = state.scratch
    plain = advance(ghost.voice, scratch, state.constants.sinc, count)
    silence(scratch.voice, 0, count)
    for index in range(ghost.voice.stems):
        gain = ghost.gains[index]
        if gain == 0.0:
            continue
        if ghost.loops[index].on != 0:
            frames = state.constants.ramp_frames
            read_looped_stem(ghost.voice, index, ghost.loops[index], plain, scratch, count, frames)
        else:
            read_stem(ghost.voice, index, plain, scratch, count)
        sound = sound_frames(scratch.stem, count)
        if sound < count:
            silence(scratch.stem, sound, count)
            ghost.gains[index] = np.float32(0.0)
        for k in range(count):
            scratch.voice[k, 0] += scratch.stem[k, 0] * gain
            scratch.voice[k, 1] += scratch.stem[k, 1] * gain
    ramp.draw(ghost.voice.fade, scratch.curve, count)
    _add_faded(scratch, start, count)


@compiled
def _scale(samples, curve, count):
    for k in range(count):
        samples[k, 0] *= curve[k]
        samples[k, 1] *= curve[k]


@compiled
def _add_faded(scratch, start, count):
    for k in range(count):
        scratch.deck[start + k, 0] += scratch.voice[k, 0] * scratch.curve[k]
        scratch.deck[start + k, 1] += scratch.voice[k, 1] * scratch.curve[k]
