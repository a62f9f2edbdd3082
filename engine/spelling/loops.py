"""How the commands of `engine.commands.loops` cross the wall."""

from __future__ import annotations

from typing import Final

from engine.commands.base import Command
from engine.commands.loops import (
    ChainLoop,
    ClearChain,
    LeaveLoop,
    LoopHere,
    Roll,
    SetLoop,
    SetStemLoop,
    SizeRoll,
    StemLoopHere,
)
from engine.kernel.codes import Op
from engine.spelling.base import Words, count, within

#: Beats in the shortest and the longest loop.
_SHORTEST: Final = 1 / 32
_LONGEST: Final = 512.0
_MOST_TIMES: Final = 1_000_000


def spell(command: Command) -> Words | None:
    """The command's words; None when it is not of this group. Raises ValueError when a value is out of range."""
    match command:
        case SetLoop(deck, on, start, end):
            return Words(int(Op.LOOP), deck, on=int(on), first=start, second=end)
        case LoopHere(deck, beats):
            return Words(int(Op.LOOP_HERE), deck, value=_beats(beats))
        case Roll(deck, on, beats):
            return Words(int(Op.ROLL), deck, on=int(on), value=_roll_beats(on, beats))
        case SizeRoll(deck, beats):
            return Words(int(Op.SIZE_ROLL), deck, value=_beats(beats))
        case LeaveLoop(deck):
            return Words(int(Op.LEAVE_LOOP), deck)
        case ChainLoop(deck, start, end, times):
            played = count("times", times, 1, _MOST_TIMES)
            return Words(int(Op.CHAIN_LOOP), deck, on=played, first=start, second=end)
        case ClearChain(deck):
            return Words(int(Op.CLEAR_CHAIN), deck)
        case SetStemLoop(deck, stem, on, start, end):
            return Words(int(Op.STEM_LOOP), deck, stem, int(on), start, end)
        case StemLoopHere(deck, stem, beats):
            return Words(int(Op.STEM_LOOP_HERE), deck, stem, value=_beats(beats))
        case _:
            return None


def _roll_beats(on: bool, beats: float | None) -> float:
    """0.0 ends whichever roll there is."""
    if beats is None:
        return 1.0 if on else 0.0
    return _beats(beats)


def _beats(beats: float) -> float:
    return within("beats", beats, _SHORTEST, _LONGEST)
