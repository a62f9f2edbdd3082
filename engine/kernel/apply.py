"""Carrying out a command, at the very frame at which it is due. Each answer crosses back as one result."""

from __future__ import annotations

from engine.kernel.beat import set_time
from engine.kernel.codes import Op, Refusal
from engine.kernel.compiled import compiled
from engine.kernel.hands import refuse_turn, turn_channel, turn_master, turn_stem
from engine.kernel.looping import refuse_loop, set_loop
from engine.kernel.moving import move_deck
from engine.kernel.ring import answer
from engine.kernel.sizes import DECKS
from engine.kernel.stretching import turn_key
from engine.kernel.tap import refuse_reel, turn_reel


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
        elif group == 3:
            set_time(state, command)
        elif group == 4:
            turn_stem(state, command)
        elif group == 5:
            turn_channel(state, command)
        elif group == 6:
            turn_master(state, command)
        elif group == 7:
            turn_key(state, command)
        elif group == 8:
            turn_reel(state, command)
    answer(state, command, late, refusal)


@compiled
def _refusal(state, command):
    op = command.op
    group = op // 100
    if group == 0 or group == 6 or op == Op.CLOCK or (op == Op.LEADER and command.deck == -1):
        return Refusal.NONE
    if op == Op.FOLLOW_CLOCK or op == Op.FREE_CLOCK:
        return Refusal.NONE
    if group == 8:
        return refuse_reel(state, command)
    if command.deck < 0 or command.deck >= DECKS:
        return Refusal.NO_SUCH_DECK
    if group == 4 or group == 5:
        return refuse_turn(state, command)
    if group == 7 or op == Op.LOAD or op == Op.TEMPO or op == Op.BEND or op == Op.LEADER or op == Op.LOCK:
        return Refusal.NONE
    deck = state.decks[command.deck]
    if deck.cursor.load == 0:
        return Refusal.EMPTY_DECK
    if (op == Op.JUMP or op == Op.SYNC_ONCE) and deck.grid.load == 0:
        return Refusal.NO_GRID
    if group == 2:
        return refuse_loop(state, command)
    return Refusal.NONE
