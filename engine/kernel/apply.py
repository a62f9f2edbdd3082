"""Carrying out a command, at the very frame at which it is due. Each answer crosses back as one result."""

from __future__ import annotations

from engine.kernel.codes import Op, Refusal, ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.hands import refuse_turn, turn_channel, turn_master, turn_stem
from engine.kernel.layout import DECKS
from engine.kernel.looping import bad_loop, set_loop
from engine.kernel.moving import move_deck
from engine.kernel.ring import post_more
from engine.kernel.stretching import turn_key


@compiled
def apply(state, command, late):
    """Carry out a command now, and answer it."""
    refusal = _refusal(state, command)
    group = command.op // 100
    if refusal == Refusal.NONE:
        if group == 1:
            move_deck(state, command)
        elif group == 2:
            set_loop(state, command)
        elif group == 4:
            turn_stem(state, command)
        elif group == 5:
            turn_channel(state, command)
        elif group == 6:
            turn_master(state, command)
        elif group == 7:
            turn_key(state, command)
    answer(state, command, late, refusal)


@compiled
def answer(state, command, late, refusal):
    """Tell Python what became of a command, and where its deck is now."""
    deck = command.deck
    position = state.decks[deck].cursor.position if 0 <= deck < DECKS else 0.0
    post_more(state, ResultKind.DONE, command.id, state.clock, late, refusal, deck, command.stem, 0, 0, 0, position)


@compiled
def _refusal(state, command):
    op = command.op
    group = op // 100
    if group == 0 or group == 6:
        return Refusal.NONE
    if command.deck < 0 or command.deck >= DECKS:
        return Refusal.NO_SUCH_DECK
    if group == 4 or group == 5:
        return refuse_turn(state, command)
    cursor = state.decks[command.deck].cursor
    if op == Op.LOAD or op == Op.TEMPO or group == 7:
        return Refusal.NONE
    if cursor.load == 0:
        return Refusal.EMPTY_DECK
    if op == Op.LOOP and command.on != 0 and bad_loop(cursor, command.first, command.second):
        return Refusal.BAD_LOOP
    return Refusal.NONE
