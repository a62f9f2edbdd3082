"""Commands that turn faders, buttons and filters."""

from __future__ import annotations

from engine.kernel import ramp
from engine.kernel.codes import Op
from engine.kernel.compiled import compiled
from engine.kernel.ghost import haunted
from engine.kernel.layout import DECKS


@compiled
def turn_stem(state, command):
    """Commands for one stem of a deck."""
    deck = state.decks[command.deck]
    op = command.op
    stem = deck.stems[command.stem]
    if op == Op.MUTE:
        stem.mute = command.on
    elif op == Op.SOLO:
        stem.solo = command.on
    else:
        stem.gain = command.value
    _aim_stems(state, deck)


@compiled
def turn_channel(state, command):
    """Commands for a deck's mixer channel."""
    deck = state.decks[command.deck]
    _turn(deck.gain, command.value, state, _sounds(deck))


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
def turn_master(state, command):
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
