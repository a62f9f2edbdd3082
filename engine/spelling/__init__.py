"""How commands are spelled when they cross the wall, and which values may."""

from __future__ import annotations

from typing import Final

from engine.commands.base import Cancel, Command, Mark
from engine.kernel.codes import NOW, Op
from engine.spelling import keylock, loops, mixing, recording, timing, transport
from engine.spelling.base import FAR, Words, within

__all__ = ["FAR", "Words", "due", "quantum", "within", "words"]

_GROUPS: Final = (transport.spell, mixing.spell, loops.spell, timing.spell, keylock.spell, recording.spell)
#: Beats between two points of the coarsest and the finest grid of quantising.
_FINEST: Final = 1 / 32
_COARSEST: Final = 512.0


def due(command: Command) -> int:
    """The frame at which a command is due. Raises ValueError when it lies before the beginning of time."""
    return NOW if command.at is None else int(within("at", command.at, 0, FAR))


def quantum(command: Command) -> float:
    """The beats of the clock that a command waits for a multiple of; 0.0 when it does not wait."""
    return 0.0 if command.quantum is None else within("quantum", command.quantum, _FINEST, _COARSEST)


def words(command: Command) -> Words:
    """A command as the kernel reads it. Raises ValueError when a value is out of range."""
    match command:
        case Mark(deck):
            return Words(int(Op.MARK), deck)
        case Cancel(number):
            return Words(int(Op.CANCEL), first=number)
    for spell in _GROUPS:
        if (spelled := spell(command)) is not None:
            return spelled
    raise TypeError(f"{command!r} is not a command of the engine.")
