"""Carrying out a command, at the very frame at which it is due. Each answer crosses back as one result."""

from __future__ import annotations

import math

from engine.kernel import ramp
from engine.kernel.codes import Op, Refusal, ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.deck import fade_in
from engine.kernel.ghost import give_back, haunted, leave
from engine.kernel.layout import DECKS, STEMS
from engine.kernel.ring import post

#: Frames in the shortest loop.
_SHORTEST_LOOP = 32


@compiled
def apply(state, command, late):
    """Carry out a command now, and answer it."""
    refusal = _refusal(state, command)
    if refusal == Refusal.NONE:
        if command.op >= Op.CROSSFADER:
            _turn_master(state, command)
        elif command.op >= Op.MUTE:
            _turn_deck(state, command)
        else:
            _move_deck(state, command)
    answer(state, command, late, refusal)


@compiled
def answer(state, command, late, refusal):
    """Tell Python what became of a command."""
    post(state, ResultKind.DONE, command.id, state.clock, late, refusal, command.deck, command.stem, 0)


@compiled
def _refusal(state, command):
    op = command.op
    if op >= Op.CROSSFADER:
        return Refusal.NONE
    if command.deck < 0 or command.deck >= DECKS:
        return Refusal.NO_SUCH_DECK
    cursor = state.decks[command.deck].cursor
    if op == Op.LOAD or op == Op.TEMPO or op == Op.DECK_GAIN:
        return Refusal.NONE
    if cursor.load == 0:
        return Refusal.EMPTY_DECK
    turns_stem = op == Op.MUTE or op == Op.SOLO or op == Op.STEM_GAIN
    if turns_stem and (command.stem < 0 or command.stem >= cursor.stems):
        return Refusal.NO_SUCH_STEM
    if op == Op.LOOP and command.on != 0:
        start, end = command.first, command.second
        if start < 0 or end > cursor.frames or end - start < _SHORTEST_LOOP:
            return Refusal.BAD_LOOP
    return Refusal.NONE


@compiled
def _move_deck(state, command):
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
    for index in range(STEMS):
        stem = deck.stems[index]
        stem.gain = 1.0
        stem.mute = 0
        stem.solo = 0
        stem.broken = 0
        ramp.aim(stem.fader, 1.0, 0)
    give_back(state, command.deck, old, state.clock)


@compiled
def _turn_deck(state, command):
    """Commands that turn a fader, a button or the loop of a deck."""
    deck = state.decks[command.deck]
    op = command.op
    if op == Op.DECK_GAIN:
        _turn(deck.gain, command.value, state, _sounds(deck))
    elif op == Op.LOOP:
        deck.loop_on = command.on
        if command.on != 0:
            deck.loop_start = command.first
            deck.loop_end = command.second
    else:
        stem = deck.stems[command.stem]
        if op == Op.MUTE:
            stem.mute = command.on
        elif op == Op.SOLO:
            stem.solo = command.on
        else:
            stem.gain = command.value
        _aim_stems(state, deck)


@compiled
def _aim_stems(state, deck):
    """Mute wins over solo; any solo silences the stems that have none."""
    soloed = False
    for index in range(deck.cursor.stems):
        soloed |= deck.stems[index].solo != 0
    for index in range(deck.cursor.stems):
        stem = deck.stems[index]
        heard = stem.mute == 0 and (stem.solo != 0 or not soloed)
        target = stem.gain if heard else 0.0
        if target != stem.fader.target:
            _turn(stem.fader, target, state, deck.playing != 0)


@compiled
def _turn_master(state, command):
    """Commands for everything that leaves the engine."""
    sounds = False
    for index in range(DECKS):
        sounds |= _sounds(state.decks[index])
    if command.op == Op.CROSSFADER:
        _turn(state.decks[0].side, min(1.0, 1.0 - command.value), state, sounds)
        _turn(state.decks[1].side, min(1.0, 1.0 + command.value), state, sounds)
    elif command.op == Op.MASTER:
        _turn(state.master, command.value, state, sounds)
    else:
        ramp.aim(state.output, command.value, command.first)


@compiled
def _sounds(deck):
    return deck.playing != 0 or haunted(deck)


@compiled
def _turn(fader, target, state, heard):
    """Nobody hears a fader move in silence, so there it is where it should be at once."""
    ramp.aim(fader, target, state.constants.ramp_frames if heard else 0)
