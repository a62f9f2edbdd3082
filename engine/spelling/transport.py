"""How the commands of `engine.commands.transport` cross the wall."""

from __future__ import annotations

from typing import Final

from engine.commands.base import Command
from engine.commands.transport import (
    Bend,
    Eject,
    Jump,
    Load,
    Pause,
    Play,
    Seek,
    SetSlip,
    SetTempo,
    Shift,
    Stop,
)
from engine.kernel.codes import Op
from engine.spelling.base import FAR, Words, count, within

SLOWEST: Final = 0.5
FASTEST: Final = 1.5
#: Beats that a jump goes, at most.
_FURTHEST: Final = 1024.0


def spell(command: Command) -> Words | None:
    """The command's words; None when it is not of this group. Raises ValueError when a value is out of range."""
    match command:
        case Load(deck, source):
            original = -1.0 if source.original is None else float(source.original)
            return Words(
                int(Op.LOAD), deck, on=source.stems, first=source.address, second=source.frames, value=original
            )
        case Eject(deck):
            return Words(int(Op.EJECT), deck)
        case Play(deck):
            return Words(int(Op.PLAY), deck)
        case Pause(deck):
            return Words(int(Op.PAUSE), deck)
        case Stop(deck):
            return Words(int(Op.STOP), deck)
        case Seek(deck, position):
            return Words(int(Op.SEEK), deck, value=within("position", position, 0, FAR))
        case Jump(deck, beats):
            return Words(int(Op.JUMP), deck, value=within("beats", beats, -_FURTHEST, _FURTHEST))
        case SetTempo(deck, ratio):
            return Words(int(Op.TEMPO), deck, value=within("ratio", ratio, SLOWEST, FASTEST))
        case Bend(deck, ratio):
            return Words(int(Op.BEND), deck, value=within("ratio", ratio, SLOWEST, FASTEST))
        case Shift(deck, song_frames, over):
            frames = within("song_frames", song_frames, -FAR, FAR)
            return Words(int(Op.SHIFT), deck, first=count("over", over, 1, FAR), value=frames)
        case SetSlip(deck, on):
            return Words(int(Op.SLIP), deck, on=int(on))
        case _:
            return None
