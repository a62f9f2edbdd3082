"""How the commands of `engine.commands.timing` cross the wall."""

from __future__ import annotations

from typing import Final

from engine.commands.base import Command
from engine.commands.timing import FollowClock, FreeClock, Lock, SetClock, SetGrid, SetLeader, SyncOnce
from engine.kernel.codes import Op
from engine.kernel.outside import BEAT
from engine.spelling.base import FAR, Words, count, within

SLOWEST_BPM: Final = 20.0
FASTEST_BPM: Final = 400.0
#: Beats further from the beginning than any show goes.
_FAR_BEAT: Final = 1e9


def spell(command: Command) -> Words | None:
    """The command's words; None when it is not of this group. Raises ValueError when a value is out of range."""
    match command:
        case SetGrid(deck, None):
            return Words(int(Op.GRID), deck)
        case SetGrid(deck, grid) if grid is not None:
            return Words(int(Op.GRID), deck, on=grid.downbeat, first=grid.address, second=len(grid.beats))
        case SetClock(bpm):
            return Words(int(Op.CLOCK), value=within("bpm", bpm, SLOWEST_BPM, FASTEST_BPM))
        case FollowClock(bpm, beat, frame):
            return Words(
                int(Op.FOLLOW_CLOCK),
                first=count("frame", frame, -FAR, FAR),
                second=round(within("beat", beat, -_FAR_BEAT, _FAR_BEAT) * BEAT),
                value=within("bpm", bpm, SLOWEST_BPM, FASTEST_BPM),
            )
        case FreeClock():
            return Words(int(Op.FREE_CLOCK))
        case SetLeader(deck):
            return Words(int(Op.LEADER), -1 if deck is None else deck)
        case Lock(deck, on, None):
            return Words(int(Op.LOCK), deck, on=int(on))
        case Lock(deck, on, factor) if factor is not None:
            return Words(int(Op.LOCK), deck, on=int(on), value=within("factor", factor, 0.25, 4.0))
        case SyncOnce(deck, factor):
            return Words(int(Op.SYNC_ONCE), deck, value=within("factor", factor, 0.25, 4.0))
        case _:
            return None
