"""Commands that move a deck's cursor. Whatever it leaves fades out as a ghost."""

from __future__ import annotations

import math

from engine.kernel.codes import Op
from engine.kernel.compiled import compiled
from engine.kernel.deck import fade_in
from engine.kernel.ghost import give_back, leave
from engine.kernel.hands import reset_stems


@compiled
def move_deck(state, command):
    """Commands that move the cursor. Whatever it leaves fades out as a ghost."""
    deck = state.decks[command.deck]
    cursor = deck.cursor
    frames = state.constants.ramp_frames
    op = command.op
    if op == Op.PLAY:
        if deck.playing == 0:
            deck.playing = 1
            # From the very beginning a song needs no fade: its first sample is its first sample.
            fade_in(deck, 0 if cursor.position == 0.0 else frames)
    elif op == Op.TEMPO:
        _set_tempo(state, command)
    else:
        leave(state, command.deck, state.clock, frames)
        if op == Op.SEEK:
            cursor.position = min(command.value, float(cursor.frames))
            fade_in(deck, frames)
        else:
            deck.playing = 0
        if op == Op.STOP:
            cursor.position = 0.0
        if op == Op.LOAD or op == Op.EJECT:
            _swap_song(state, command)


@compiled
def _set_tempo(state, command):
    deck = state.decks[command.deck]
    position = deck.cursor.position
    if command.value == 1.0 and position != math.floor(position):
        # Back at the recording's speed the deck plays the recording's own samples again, from the nearest one on.
        leave(state, command.deck, state.clock, state.constants.ramp_frames)
        deck.cursor.position = math.floor(position + 0.5)
        fade_in(deck, state.constants.ramp_frames)
    deck.cursor.rate = command.value


@compiled
def _swap_song(state, command):
    """Another song, or none, under the cursor: at its beginning, unlooped, its stems untouched."""
    deck = state.decks[command.deck]
    cursor = deck.cursor
    old = cursor.load
    cursor.load = 0
    cursor.samples = 0
    cursor.frames = 0
    cursor.stems = 0
    if command.op == Op.LOAD:
        state.owed += 1
        cursor.load = command.id
        cursor.samples = command.first
        cursor.frames = command.second
        cursor.stems = command.on
    cursor.position = 0.0
    deck.loop_on = 0
    deck.original = int(command.value) if command.op == Op.LOAD else -1
    reset_stems(state, command.deck)
    give_back(state, command.deck, old, state.clock)
