"""The way from the show to the engine's command ring. Under the show's lock."""

from __future__ import annotations

from typing import Final

import engine
from sfa_live.errors import FloodError

#: Commands that are sent at once of what is owed: the ring, once it is empty, must have room for them.
_PIECE: Final = 64


class Outlet:
    """Sends commands; keeps those that the engine must hear, whatever room it has now."""

    def __init__(self, sound: engine.Sound) -> None:
        self._sound = sound
        self._owed: list[engine.Command] = []

    def send(self, *commands: engine.Command, turn: engine.Frames | None = None) -> None:
        """What a hand asks for, at its turn: all of it or nothing. Raises `FloodError` when there is no room."""
        if self._sound.submit(*commands, not_before=turn) is engine.Outcome.FULL:
            raise FloodError("Too much at once: the engine has not taken this. Try again.")

    def owe(self, *commands: engine.Command) -> None:
        """What no hand has asked for: where the ring is full now, as soon as it is not. Without commands: try again."""
        self._owed += commands
        while self._owed and self._sound.submit(*self._owed[:_PIECE]) is engine.Outcome.ACCEPTED:
            del self._owed[:_PIECE]
