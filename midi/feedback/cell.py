"""One thing on a controller that can be told what to show, and the moment in which it is asked."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from functools import cached_property
from typing import Protocol

from midi.devices.hands import Hands, Place
from midi.mapping import View
from presets import Address
from sfa_live.model.show_state import ShowState

#: Whole messages, to be sent together.
Messages = tuple[bytes, ...]


class Rank(IntEnum):
    """What is told first when not all can be told at once."""

    MUTES = 0
    LAMPS = 1
    MOTORS = 2
    RINGS = 3
    TEXTS = 4


class Moment:
    """What a cell may look at."""

    def __init__(self, state: ShowState, view: View, beat: Callable[[], float]) -> None:
        """``beat`` tells where the master clock is; it is asked at most once."""
        self.state = state
        self.view = view
        self._beat = beat

    @cached_property
    def beat(self) -> float:
        """Where the master clock is."""
        return self._beat()

    @property
    def beat_on(self) -> bool:
        """Whether lamps that blink by our hand are lit now: the first half of a beat."""
        return self.beat % 1.0 < 0.5


class Cell(Protocol):
    """A lamp, a ring, a motor fader or a text, as one bind tells it."""

    rank: Rank
    #: What it is on the controller: of cells with one name only the last is there.
    name: object
    #: Where hands come from that it must know of.
    places: tuple[Place, ...]
    #: What it is told when nothing stands behind it; empty for what then stays as it is.
    off: Messages

    def messages(self, moment: Moment) -> Messages:
        """What it must be told."""
        ...

    def blinks(self, moment: Moment) -> bool:
        """Whether it has to be told again in time with the clock."""
        ...

    def is_in_hand(self, hands: Hands, now: float) -> bool:
        """Whether it must not be told anything, because a hand is on it."""
        ...


def places_of(address: Address) -> tuple[Place, ...]:
    """Where the messages of a control come from."""
    if address.kind == "cc14":
        numbers = (address.number, address.number + 32)
        return tuple(("cc", channel, number) for channel in address.channels for number in numbers)
    return tuple((address.kind, channel, address.number) for channel in address.channels)
