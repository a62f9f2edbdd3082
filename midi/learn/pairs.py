"""Two controllers that are one: the coarse one below 32, and 32 above it the fine one."""

from __future__ import annotations

from typing import Final

from midi.learn.moves import Moves

#: So many messages show that they are sent in turns, and in this share of them.
_TURNS: Final = 6
_IN_TURN: Final = 0.7
#: A fine half that says less than this, of 127, says nothing: one that trembles, or that is always 0.
_FINE: Final = 16.0
#: A fine half that goes back so far while the coarse one goes on has come round.
_ROUND: Final = 32
#: So many steps of the coarse half with a fine one that comes round show that they are one, and in this share of them.
_CARRIES: Final = 2
_CARRIED: Final = 0.7


class Pair:
    """The messages of a controller below 32 and of its other half."""

    def __init__(self) -> None:
        self.coarse = Moves()
        self.fine = Moves()
        self._turns = 0
        self._was_fine: bool | None = None
        self._values: list[int | None] = [None, None]
        #: Which way the coarse half has just gone, and the fine one, if it went far; 0 when the other has answered it.
        self._ways = [0, 0]
        self._steps = 0
        self._carries = 0

    def add(self, value: int, at: float, *, is_fine: bool) -> None:
        """One of the halves has sent a value."""
        self._turns += self._was_fine is not None and self._was_fine != is_fine
        self._was_fine = is_fine
        (self.fine if is_fine else self.coarse).add(value, at)
        self._carry(value, is_fine=is_fine)

    @property
    def is_one(self) -> bool:
        """Whether they were sent as one control does: in turns, or the coarse half only where the fine comes round."""
        count = self.coarse.count + self.fine.count
        in_turns = count >= _TURNS and self._turns >= _IN_TURN * (count - 1)
        carried = self._carries >= _CARRIES and self._carries >= _CARRIED * self._steps
        return (in_turns or carried) and self.fine.span >= _FINE

    @property
    def may_be_one(self) -> bool:
        """Whether the fine half is not to be taken for a control of its own."""
        return self._carries > 0 or self.coarse.has_swept

    def _carry(self, value: int, *, is_fine: bool) -> None:
        """Count a step of the coarse half, and whether the fine half came round with it, just before or behind."""
        before, self._values[is_fine] = self._values[is_fine], value
        if before is None or value == before:
            return
        way = 1 if value > before else -1
        self._steps += not is_fine
        self._ways[is_fine] = way if not is_fine or abs(value - before) >= _ROUND else 0
        if self._ways[0] * self._ways[1] < 0:
            self._carries += 1
            self._ways = [0, 0]
        elif is_fine:
            # It went on as before, so that step of the coarse half was not for it.
            self._ways[0] = 0
