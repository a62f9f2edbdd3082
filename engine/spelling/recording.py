"""How the commands of `engine.commands.recording` cross the wall."""

from __future__ import annotations

from engine.commands.base import Command
from engine.commands.recording import StartReel, StopReel
from engine.kernel.codes import Op
from engine.spelling.base import Words


def spell(command: Command) -> Words | None:
    """The command's words; None when it is not of this group."""
    match command:
        case StartReel(reel):
            return Words(int(Op.START_REEL), first=reel.address)
        case StopReel(reel):
            return Words(int(Op.STOP_REEL), first=reel.address)
        case _:
            return None
