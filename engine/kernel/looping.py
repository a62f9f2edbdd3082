"""Commands for what repeats."""

from __future__ import annotations

from engine.kernel.compiled import compiled

#: Frames in the shortest loop.
_SHORTEST_LOOP = 32


@compiled
def bad_loop(cursor, start, end):
    """True when a loop does not lie within the song, or is too short."""
    return start < 0 or end > cursor.frames or end - start < _SHORTEST_LOOP


@compiled
def set_loop(state, command):
    """Set a deck's loop."""
    deck = state.decks[command.deck]
    deck.loop_on = command.on
    if command.on != 0:
        deck.loop_start = command.first
        deck.loop_end = command.second
