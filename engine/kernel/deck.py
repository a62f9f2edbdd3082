"""One deck: a cursor through a song of several stems, its faders, its loop, and the ghosts of where it was."""

from __future__ import annotations

import math

import numpy as np

from engine.kernel import ramp
from engine.kernel.codes import ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.ghost import bury, haunted, leave, next_burial
from engine.kernel.guard import silence, sound_frames
from engine.kernel.layout import GHOSTS, STEMS
from engine.kernel.meter import measure, rest
from engine.kernel.ring import free_results, post
from engine.kernel.stretched import draw_mix, hear_stem, laid_over, settle
from engine.kernel.voice import advance, frames_before


@compiled
def render_deck(state, deck_index, count):
    """Write the deck's next frames to ``scratch.deck``, before its gain; False when it is silent. Advances the deck."""
    deck = state.decks[deck_index]
    bus = state.scratch.deck
    silence(bus, 0, count)
    sounded = False
    done = 0
    while done < count:
        looping = deck.loop_on != 0 and deck.cursor.position < deck.loop_end
        bound = deck.loop_end if looping else deck.cursor.frames
        run = min(count - done, next_burial(deck))
        if deck.playing != 0:
            run = frames_before(deck.cursor, bound, run)
        if run > 0:
            sounded |= _render_run(state, deck_index, done, run)
            bury(state, deck_index, state.clock + done + run)
        done += run
        if deck.playing != 0 and deck.cursor.position >= bound:
            if looping:
                _wrap(state, deck_index, state.clock + done)
            else:
                _end(state, deck_index, state.clock + done)
    return sounded


@compiled
def _render_run(state, deck_index, start, count):
    """Frames in which the cursor does not turn and no ghost ends."""
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
            _play_ghost(state, state.rings[deck_index], deck.ghosts[k], start, count)
    return sounded


@compiled
def _play_cursor(state, deck_index, start, count, peak_keep, rms_keep):
    deck = state.decks[deck_index]
    scratch = state.scratch
    settle(state, deck_index, start, count)
    plain = advance(deck.cursor, scratch, state.constants.sinc, count)
    share = draw_mix(deck.cursor, scratch, count)
    silence(scratch.voice, 0, count)
    for index in range(deck.cursor.stems):
        stem = deck.stems[index]
        ramp.draw(stem.fader, scratch.curve, count)
        if stem.broken != 0:
            rest(stem.level, peak_keep, rms_keep)
            continue
        hear_stem(state.rings[deck_index], deck.cursor, index, plain, share, scratch, count)
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
    deck.cursor.heard += count
    ramp.draw(deck.cursor.fade, scratch.curve, count)
    _add_faded(scratch, start, count)


@compiled
def _play_ghost(state, ring, ghost, start, count):
    scratch = state.scratch
    plain = advance(ghost.voice, scratch, state.constants.sinc, count)
    share = draw_mix(ghost.voice, scratch, count)
    silence(scratch.voice, 0, count)
    for index in range(ghost.voice.stems):
        gain = ghost.gains[index]
        if gain == 0.0:
            continue
        hear_stem(ring, ghost.voice, index, plain, share, scratch, count)
        sound = sound_frames(scratch.stem, count)
        if sound < count:
            silence(scratch.stem, sound, count)
            ghost.gains[index] = np.float32(0.0)
        for k in range(count):
            scratch.voice[k, 0] += scratch.stem[k, 0] * gain
            scratch.voice[k, 1] += scratch.stem[k, 1] * gain
    ghost.voice.heard += count
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


@compiled
def _wrap(state, deck_index, frame):
    """Back to the start of the loop. A loop shorter than a ramp fades over its own length."""
    deck = state.decks[deck_index]
    length = deck.loop_end - deck.loop_start
    frames = min(state.constants.ramp_frames, length)
    # The key-locked sound has its seam within: it was fed a song that repeats.
    seamless = laid_over(deck.cursor)
    if not seamless:
        leave(state, deck_index, frame, frames)
    while deck.cursor.position >= deck.loop_end:
        deck.cursor.position -= length
    if not seamless:
        fade_in(deck, frames)


@compiled
def _end(state, deck_index, frame):
    deck = state.decks[deck_index]
    deck.playing = 0
    deck.cursor.position = deck.cursor.frames
    if free_results(state) > state.owed:
        post(state, ResultKind.ENDED, 0, frame, 0, 0, deck_index, -1, deck.cursor.load)


@compiled
def fade_in(deck, frames):
    """The cursor comes up from silence within ``frames``."""
    fade = deck.cursor.fade
    fade.target = 0.0
    fade.remaining = 0
    ramp.aim(fade, 1.0, frames)
