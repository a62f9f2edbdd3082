"""What repeats."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.base import Command


@dataclass(frozen=True, slots=True)
class SetLoop(Command):
    """Loop from ``start`` up to, not including, ``end``, in frames of the song, once the deck gets to the end.

    A deck that is in its loop when the bounds change goes on in the new ones, at the same place within the loop (modulo
    its new length). Off: the loop is played to its end, then the song goes on.
    """

    deck: int
    on: bool
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class LoopHere(Command):
    """Loop so many beats of the deck's grid from the beat that sounds now (from here, without a grid at 120 bpm).

    Below one beat it begins at the part of the beat, of the loop's own length, that sounds now. A result LOOPED tells
    the bounds. A roll that is held is caught instead: it is the deck's loop from now on.
    """

    deck: int
    beats: float


@dataclass(frozen=True, slots=True)
class Roll(Command):
    """A loop from here while it is held: on is `LoopHere` and slip; off leaves both, to where it would be.

    The deck's own loop goes on below it, and is what other commands change meanwhile. Off ends only the roll that has
    so many beats, or was begun with them: a button that another one has overtaken ends nothing. None ends any; one that
    begins without has one beat.
    """

    deck: int
    on: bool
    beats: float | None = None


@dataclass(frozen=True, slots=True)
class SizeRoll(Command):
    """So many beats for the roll that is held, from the one that sounds now. It still ends with what began it."""

    deck: int
    beats: float


@dataclass(frozen=True, slots=True)
class LeaveLoop(Command):
    """Leave the loop at once, to behind its end: at the same place within the beat, or the bar if the loop has bars."""

    deck: int


@dataclass(frozen=True, slots=True)
class ChainLoop(Command):
    """One more loop in the deck's chain: played so many times, then the next. 8 at most; TOO_MANY_LOOPS beyond.

    With the first one it begins: a deck that is behind it is taken to its beginning.
    """

    deck: int
    start: int
    end: int
    times: int


@dataclass(frozen=True, slots=True)
class ClearChain(Command):
    """Forget the chain; the loop that plays is played to its end."""

    deck: int


@dataclass(frozen=True, slots=True)
class SetStemLoop(Command):
    """Let one stem repeat a part of itself while the deck goes on: a function of its place, so it never drifts."""

    deck: int
    stem: int
    on: bool
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class StemLoopHere(Command):
    """As `LoopHere`, for one stem. A result LOOPED with the stem tells the bounds."""

    deck: int
    stem: int
    beats: float
