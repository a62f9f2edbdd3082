"""Two controllers that are one: the coarse one below 32, and 32 above it the fine one."""

from __future__ import annotations

from typing import Final

from midi.learn.moves import Moves

#: So many messages show that they are sent in turns, and in this share of them.
_TURNS: Final = 6
_IN_TURN: Final = 0.7
#: A fine half that says less than this, of 127, says nothing: one that trembles, or that is always 0.
_FINE: Final = 16.0


class Pair:
    """The messages of a controller below 32 and of its other half."""

    def __init__(self) -> None:
        self.coarse = Moves()
        self.fine = Moves()
        self._turns = 0
        self._was_fine: bool | None = None

    def add(self, value: int, at: float, *, is_fine: bool) -> None:
        """One of the halves has sent a value."""
        self._turns += self._was_fine is not None and self._was_fine != is_fine
        self._was_fine = is_fine
        (self.fine if is_fine else self.coarse).add(value, at)

    @property
    def is_one(self) -> bool:
        """Whether they were sent in turns, as one control does."""
        count = self.coarse.count + self.fine.count
        return count >= _TURNS and self._turns >= _IN_TURN * (count - 1) and self.fine.span >= _FINE
