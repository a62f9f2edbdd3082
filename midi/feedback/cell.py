"""One thing on a controller that can be told what to show, and the moment in which it is asked."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple, Protocol

from midi.devices.hands import Place
from sfa_live.model.show_state import ShowState


class Rank(IntEnum):
    """What is told first when not all can be told at once."""

    MUTES = 0
    LAMPS = 1
    MOTORS = 2
    RINGS = 3
    TEXTS = 4


class Moment(NamedTuple):
    """What a cell may look at."""

    state: ShowState
    #: Lamps that blink by our hand are lit: the first half of a beat.
    beat_on: bool


class Cell(Protocol):
    """A lamp, a ring, a motor fader or a text."""

    rank: Rank
    #: Cells with the same name are the same thing on the controller: the last bind that is in force tells it.
    name: object
    #: Where its control sends from; None for what has none.
    places: tuple[Place, ...]
    #: What it is told when the show ends; None for what stays as it is.
    off: bytes | None

    def message(self, moment: Moment) -> bytes | None:
        """What it must be told; None when it has nothing to tell."""
        ...

    @property
    def blinks(self) -> bool:
        """Whether what it told last has to be told again in time with the clock."""
        ...
