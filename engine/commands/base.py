"""What every command has: a number of its own, and when it is to be carried out."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from engine.units import Frames

_ids = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Anything that can be asked of the engine. At most one of ``at`` and ``quantum`` is given."""

    #: The frame on the engine's clock at which it is carried out, to the sample; None is as soon as possible.
    at: Frames | None = None
    #: Carried out on the next multiple of so many beats of the master clock, to the sample, wherever the tempo goes
    #: until then; the engine answers with a result ARMED at once, and DONE (or CANCELLED) in the end.
    quantum: float | None = None
    #: Its own number, for as long as the process lives.
    id: int = field(default_factory=_ids.__next__, compare=False)


@dataclass(frozen=True, slots=True)
class Mark(Command):
    """Do nothing, at its time: the result tells when that was, and where the deck was then."""

    deck: int = -1


@dataclass(frozen=True, slots=True)
class Cancel(Command):
    """Forget a command that waits; it is answered with the refusal CANCELLED. No such command: nothing happens."""

    command: int
