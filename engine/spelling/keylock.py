"""How the commands of `engine.commands.keylock` cross the wall."""

from __future__ import annotations

from engine.commands.base import Command
from engine.commands.keylock import SetKeyLock, SetKeyShift
from engine.kernel.codes import Op
from engine.spelling.base import Words, within


def spell(command: Command) -> Words | None:
    """The command's words; None when it is not of this group. Raises ValueError when a value is out of range."""
    match command:
        case SetKeyLock(deck, on, mode):
            return Words(int(Op.KEY_LOCK), deck, on=int(on), first=int(mode))
        case SetKeyShift(deck, semitones, exempt):
            mask = sum(1 << stem for stem in set(exempt))
            return Words(int(Op.KEY_SHIFT), deck, first=mask, value=within("semitones", semitones, -12.0, 12.0))
        case _:
            return None
