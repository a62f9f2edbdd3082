"""Actions for what repeats."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from sfa_live.model.action.base import Action, DeckName, LoopBeats, Place, StemRef

#: Loops in a chain.
MOST_LOOPS: Final = 8


class DeckLoop(Action, frozen=True):
    """Repeat the beats from here, or catch the roll that is held (without ``on``: start the loop, or finish it)."""

    name = "deck.loop"
    urgent = True
    rhythmic = True
    deck: DeckName
    on: bool | None = None


class DeckLoopSize(Action, frozen=True):
    """How many beats a loop has; a loop that plays changes at once. While a roll is held: how many that has."""

    name = "deck.loop_size"
    urgent = True
    deck: DeckName
    beats: LoopBeats


class LoopIn(Action, frozen=True):
    """A loop begins here (or there): on the nearest point of the beat while presses are quantised."""

    name = "loop.in"
    urgent = True
    deck: DeckName
    position_ms: Place | None = None


class LoopOut(Action, frozen=True):
    """The loop ends here (or there), on the nearest point of the beat as it began, and plays at once."""

    name = "loop.out"
    urgent = True
    deck: DeckName
    position_ms: Place | None = None


class LoopHalve(Action, frozen=True):
    """Half as long a loop, or a roll while one is held."""

    name = "loop.halve"
    urgent = True
    deck: DeckName


class LoopDouble(Action, frozen=True):
    """Twice as long a loop, or a roll while one is held."""

    name = "loop.double"
    urgent = True
    deck: DeckName


class LoopMove(Action, frozen=True):
    """Move the loop by so many beats, and the deck with it when it plays in it."""

    name = "loop.move"
    urgent = True
    rhythmic = True
    deck: DeckName
    beats: Annotated[float, Meta(ge=-128.0, le=128.0)]


class LoopFinish(Action, frozen=True):
    """Play this loop to its end, then go on."""

    name = "loop.finish"
    urgent = True
    deck: DeckName


class LoopLeave(Action, frozen=True):
    """Leave the loop now: go on behind its end, in time."""

    name = "loop.leave"
    urgent = True
    rhythmic = True
    deck: DeckName


class LoopRoll(Action, frozen=True):
    """Repeat so many beats while held; let go, and the song is where it would have been."""

    name = "loop.roll"
    urgent = True
    momentary = True
    rhythmic = True
    deck: DeckName
    beats: LoopBeats = 1.0
    on: bool | None = None


class ChainedLoop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One loop of a chain, and how often it is played."""

    start_ms: Place
    end_ms: Place
    times: Annotated[int, Meta(ge=1, le=10_000)] = 1


class LoopChain(Action, frozen=True):
    """Play these loops one after another, each so many times, then go on; none: let the chain go.

    A deck that is behind the first one is taken to its beginning.
    """

    name = "loop.chain"
    deck: DeckName
    loops: Annotated[tuple[ChainedLoop, ...], Meta(max_length=MOST_LOOPS)]


class StemLoop(Action, frozen=True):
    """Repeat one stem's beats from here over the others that go on (without ``on``: toggle)."""

    name = "stem.loop"
    urgent = True
    momentary = True
    rhythmic = True
    deck: DeckName
    stem: StemRef
    beats: LoopBeats = 4.0
    on: bool | None = None
