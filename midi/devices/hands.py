"""What hands do on a controller right now, as far as its lamps, rings and motors must know.

The MIDI thread notes it, the keeper's reads it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from midi.wire.event import DOWN, Event, Kind

#: A control, by the message that it sends: kind (note, cc, bend, …), channel, number.
Place = tuple[str, int, int]

#: A knob or fader is at rest when it has not moved for so many seconds.
REST: Final = 0.25
#: The most releases that wait to be looked at.
_MOST: Final = 256

_KINDS: Final = {
    Kind.NOTE_ON: "note",
    Kind.NOTE_OFF: "note",
    Kind.CC: "cc",
    Kind.BEND: "bend",
    Kind.PRESSURE: "pressure",
    Kind.KEY_PRESSURE: "key_pressure",
    Kind.NRPN: "nrpn",
    Kind.RPN: "rpn",
}


class Hands:
    """The hands on one controller. Times: `time.monotonic`."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """``wake`` is called when a lamp, a ring or a motor may have to answer."""
        self._wake = wake
        #: The controls that matter; all others are not remembered.
        self.watched: frozenset[Place] = frozenset()
        self._stirred = False
        self._down: set[Place] = set()
        self._moved: dict[Place, float] = {}
        self._let_go: dict[Place, float] = {}
        self._released: deque[Place] = deque(maxlen=_MOST)

    def note(self, event: Event) -> None:
        """Something was moved. Thread: MIDI."""
        kind = _KINDS.get(event.kind)
        if kind is None:
            return
        place = (kind, event.channel, event.number)
        if place not in self.watched:
            return
        self._moved[place] = event.at
        self._stirred = True
        if event.kind is Kind.NOTE_ON or (event.kind is Kind.CC and event.value >= DOWN):
            self._down.add(place)
        elif event.kind is Kind.NOTE_OFF or event.kind is Kind.CC:
            self._down.discard(place)
            self._let_go[place] = event.at
            self._released.append(place)
        self._wake()

    def gone(self) -> None:
        """Nobody listens to the controller any more: nothing is held, as far as anybody knows."""
        self._down.clear()
        self._moved.clear()
        self._let_go.clear()
        self._released.clear()

    def holds(self, place: Place) -> bool:
        """Whether a button or a touch-sensitive cap is held."""
        return place in self._down

    def moves(self, place: Place, now: float) -> bool:
        """Whether a knob or fader is not at rest yet."""
        return self.moved_at(place) > now - REST

    def moved_at(self, place: Place) -> float:
        """When it was last moved; 0 for one that was not."""
        return self._moved.get(place, 0.0)

    def let_go_at(self, place: Place) -> float:
        """When it was last let go; 0 for one that was not."""
        return self._let_go.get(place, 0.0)

    def take_stirred(self) -> bool:
        """Whether anything was moved since the last call."""
        stirred, self._stirred = self._stirred, False
        return stirred

    def take_released(self) -> set[Place]:
        """The buttons let go since the last call."""
        released = set()
        while self._released:
            released.add(self._released.popleft())
        return released
