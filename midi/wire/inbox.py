"""What waits for one surface: everything that came, in its order, as long as there is room."""

from __future__ import annotations

from collections import deque
from typing import Final

from midi.wire.event import Event, Kind

#: The most that waits. A surface that is so far behind is more than half a second late.
ROOM: Final = 4_096
#: What moves on and on: of these a newer one says it again. Everything else is a press, and is kept.
_MOVING: Final = frozenset({Kind.CC, Kind.BEND, Kind.PRESSURE, Kind.KEY_PRESSURE, Kind.RPN, Kind.NRPN, Kind.CLOCK})


class Inbox:
    """A queue that never grows without end. Thread: MIDI.

    Where there is no room, what moves gives way: the oldest of it. Only where nothing but presses wait, the newest
    press is lost. ``lost`` counts all of them.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._waiting: deque[Event] = deque()
        #: How many of those that wait may give way.
        self._moving = 0
        self.lost = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, event: Event) -> None:
        """One more has come."""
        if len(self._waiting) == self._room:
            self.lost += 1
            if not self._moving:
                return
            self._make_room()
        self._waiting.append(event)
        self._moving += event.kind in _MOVING

    def take(self) -> Event:
        """The oldest. Raises IndexError when none waits."""
        event = self._waiting.popleft()
        self._moving -= event.kind in _MOVING
        return event

    def _make_room(self) -> None:
        place = next(place for place, event in enumerate(self._waiting) if event.kind in _MOVING)
        del self._waiting[place]
        self._moving -= 1
