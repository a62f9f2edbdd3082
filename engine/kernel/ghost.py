"""What makes a jump silent: the voice that the cursor leaves fades out, while the cursor fades in at its new place."""

from __future__ import annotations

import math

import numpy as np

from engine.kernel import ramp
from engine.kernel.codes import NEVER, ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.loudness import stem_gain
from engine.kernel.ring import post
from engine.kernel.sizes import GHOSTS, STEMS
from engine.kernel.stretched import part
from engine.kernel.voice import copy_loop, copy_voice


@compiled
def leave(state, deck_index, frame, frames):
    """The cursor is about to jump: what it plays now goes on as a ghost and fades out within ``frames``."""
    deck = state.decks[deck_index]
    level = ramp.now(deck.cursor.fade)
    if deck.playing == 0 or level == 0.0:
        part(deck.cursor, deck.cursor)
        return
    ghost = deck.ghosts[_slot(deck)]
    dropped = ghost.voice.load
    copy_voice(ghost.voice, deck.cursor)
    part(ghost.voice, deck.cursor)
    ghost.voice.fade.target = level
    ghost.voice.fade.remaining = 0
    ramp.aim(ghost.voice.fade, 0.0, frames)
    for stem in range(STEMS):
        copy_loop(ghost.loops[stem], deck.stems[stem].loop)
        ghost.gains[stem] = np.float32(0.0)
        if deck.stems[stem].broken == 0:
            ghost.gains[stem] = np.float32(stem_gain(deck, stem))
    give_back(state, deck_index, dropped, frame)


@compiled
def fade_in(deck, frames):
    """The cursor comes up from silence within ``frames``."""
    fade = deck.cursor.fade
    fade.target = 0.0
    fade.remaining = 0
    ramp.aim(fade, 1.0, frames)


@compiled
def jump(state, deck_index, position, frames):
    """The cursor goes to another place, and what it plays here fades over within ``frames``."""
    deck = state.decks[deck_index]
    leave(state, deck_index, state.clock, frames)
    deck.cursor.position = position
    # Beats there may be of another length.
    deck.border = -math.inf
    fade_in(deck, frames)


@compiled
def _slot(deck):
    """A free ghost, or else the quietest one."""
    quietest = 0
    for k in range(GHOSTS):
        if deck.ghosts[k].voice.load == 0:
            return k
        if ramp.now(deck.ghosts[k].voice.fade) < ramp.now(deck.ghosts[quietest].voice.fade):
            quietest = k
    return quietest


@compiled
def next_burial(deck):
    """How many frames there are until the next ghost has faded out."""
    frames = NEVER
    for k in range(GHOSTS):
        voice = deck.ghosts[k].voice
        if voice.load != 0:
            frames = min(frames, voice.fade.remaining)
    return frames


@compiled
def bury(state, deck_index, frame):
    """Free the ghosts that have faded out."""
    deck = state.decks[deck_index]
    for k in range(GHOSTS):
        voice = deck.ghosts[k].voice
        if voice.load != 0 and voice.fade.remaining == 0:
            load = voice.load
            voice.load = 0
            give_back(state, deck_index, load, frame)


@compiled
def haunted(deck):
    """True while something fades out on the deck."""
    for k in range(GHOSTS):
        if deck.ghosts[k].voice.load != 0:
            return True
    return False


@compiled
def give_back(state, deck_index, load, frame):
    """Tell Python that a loan is over, unless a voice of the deck still reads it."""
    deck = state.decks[deck_index]
    if load == 0 or deck.cursor.load == load:
        return
    for k in range(GHOSTS):
        if deck.ghosts[k].voice.load == load:
            return
    state.owed -= 1
    post(state, ResultKind.RETURNED, 0, frame, 0, 0, deck_index, -1, load)
