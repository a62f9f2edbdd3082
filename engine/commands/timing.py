"""Beat grids, the master clock, and who follows whom."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.base import Command
from engine.grid import BeatGrid
from engine.units import Frames


@dataclass(frozen=True, slots=True)
class SetGrid(Command):
    """Where the beats of the song are; None: not known. The grid is lent until a result RETURNED gives it back."""

    deck: int
    grid: BeatGrid | None


@dataclass(frozen=True, slots=True)
class SetClock(Command):
    """The master clock's tempo in beats per minute; locked decks and a leader go with it. The beat goes on unbroken.

    Nothing happens while somebody outside leads.
    """

    bpm: float


@dataclass(frozen=True, slots=True)
class FollowClock(Command):
    """Somebody outside leads: they are at ``beat`` at ``frame`` of the engine's clock, past or to come, and go at
    ``bpm``. The master clock goes with them until `FreeClock`, and all locked decks with it; no deck leads it.

    It meets them by a bend of at most 2 %, over half a second or more; from more than an eighth of a beat it leaps.
    """

    bpm: float
    beat: float
    frame: Frames


@dataclass(frozen=True, slots=True)
class FreeClock(Command):
    """Nobody outside leads any more. A deck does, or the clock goes on at the tempo that it had from them."""


@dataclass(frozen=True, slots=True)
class SetLeader(Command):
    """The deck that the clock takes tempo and phase from while it plays; while it does not, or None: whichever has
    played longest of those that have a grid. The clock runs by itself while none does.

    The clock takes phase (within the bar) when a deck begins to lead, jumps or gets another grid; its tempo all the
    time. A deck that has followed the clock until then is in its beat, and leads it on without moving its bars.
    """

    deck: int | None


@dataclass(frozen=True, slots=True)
class Lock(Command):
    """Follow the clock in tempo and phase; ``factor`` beats of the deck to one of the clock (0.5, 1 or 2).

    None takes the factor that changes the deck's speed least. Another leader, or another grid, does so too.
    The deck is moved to the clock's beat, by half a beat at most, when it is locked, starts or jumps. A clock beyond
    its reach it follows as far as it goes, and falls into the beat when the clock is back; without a grid it waits.
    """

    deck: int
    on: bool
    factor: float | None = None


@dataclass(frozen=True, slots=True)
class SyncOnce(Command):
    """Take the clock's tempo and phase now, and be free after it."""

    deck: int
    factor: float = 1.0
