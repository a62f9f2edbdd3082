"""Commands that keep the pitch when the tempo moves, or move the pitch alone."""

from __future__ import annotations

from engine.kernel.codes import Op
from engine.kernel.compiled import compiled


@compiled
def turn_key(state, command):
    """Commands for a deck's key."""
    key = state.decks[command.deck].key
    if command.op == Op.KEY_LOCK:
        key.lock = command.on
        key.mode = command.first
    else:
        key.shift = command.value
        key.exempt = command.first


@compiled
def copy_key(target, source):
    """A deck's key, field by field."""
    target.lock = source.lock
    target.mode = source.mode
    target.shift = source.shift
    target.exempt = source.exempt
    target.fallen = source.fallen
    target.missed = source.missed
    target.falls = source.falls
