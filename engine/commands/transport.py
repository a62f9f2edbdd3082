"""What moves a deck."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.base import Command
from engine.source import Source


@dataclass(frozen=True, slots=True)
class Load(Command):
    """Put a song on a deck: at its beginning, stopped, unlooped, without a grid, all stems at unity and in their place.

    What played there fades out.
    """

    deck: int
    source: Source


@dataclass(frozen=True, slots=True)
class Eject(Command):
    """Take the song off a deck."""

    deck: int


@dataclass(frozen=True, slots=True)
class Play(Command):
    """Play from where the deck stands; a locked deck falls into the clock's beat."""

    deck: int


@dataclass(frozen=True, slots=True)
class Pause(Command):
    """Stop where the deck stands."""

    deck: int


@dataclass(frozen=True, slots=True)
class Stop(Command):
    """Stop, and go back to the beginning."""

    deck: int


@dataclass(frozen=True, slots=True)
class Seek(Command):
    """Go to a place in the song, in frames; beyond the end is the end."""

    deck: int
    position: float


@dataclass(frozen=True, slots=True)
class Jump(Command):
    """Go on so many beats of the deck's grid, or back: the place within the beat stays. Inside the song's bounds.

    A deck without a grid has none: refused as NO_GRID.
    """

    deck: int
    beats: float


@dataclass(frozen=True, slots=True)
class SetTempo(Command):
    """Play faster or slower: 1.0 is as recorded. On a locked deck or the leader it moves the clock, and all with it."""

    deck: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Bend(Command):
    """A hand on the record: the deck runs at its tempo times this, until 1.0 lets it go. The clock stays as it is."""

    deck: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Shift(Command):
    """Push a playing deck so many song frames ahead (or back), evenly within ``over`` frames; a paused one at once.

    It is added to what is left of the push before, and changes the speed by a quarter at most: a hard one takes longer.
    """

    deck: int
    song_frames: float
    over: int


@dataclass(frozen=True, slots=True)
class SetSlip(Command):
    """While on, the deck goes on unheard below loops and jumps; off, it is heard from where it would have been."""

    deck: int
    on: bool
