"""What hands do to the controllers, on the way to the surfaces: while a control is learnt, nothing of it is played.

Thread: MIDI hears; the desk's thread begins, reads and ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from typing import Final

from midi.wire.event import DOWN, Event, Kind

#: A button by its port, kind, channel and number.
Key = tuple[str, str, int, int]

#: What the show goes on hearing: the clock, and what is no hand's.
_PASSED: Final = frozenset((Kind.CLOCK, Kind.START, Kind.STOP, Kind.CONTINUE, Kind.POSITION, Kind.SYSEX))
#: Messages that wait for the desk, which looks every few milliseconds; of a flood the oldest are dropped.
_WAITING: Final = 4_096


class Catch:
    """What is caught while one control is learnt."""

    def __init__(self, port_id: str | None, passing: Collection[Key], down: Collection[Key]) -> None:
        """``port_id``: only this one is caught; None is all. ``passing``: buttons that are not. ``down``: now."""
        self._port_id = port_id
        self._passing = passing
        #: Buttons that were down before: the show must hear that they are let go.
        self._before = set(down)
        self.events: deque[tuple[str, Event]] = deque(maxlen=_WAITING)

    def take(self, port_id: str, event: Event, key: Key | None) -> bool:
        """One message; False when the surface shall hear it as ever."""
        if event.kind in _PASSED or self._port_id not in (None, port_id) or key in self._passing:
            return False
        # A fader above its middle seems to be down: what it sends on its way is no release.
        if key is not None and key in self._before:
            self._before.discard(key)
            if _is_release(event):
                return False
        self.events.append((port_id, event))
        return True


class Hands:
    """The tap: knows which buttons are down, and catches while something is learnt."""

    def __init__(self) -> None:
        self._down: dict[Key, None] = {}
        self._catch: Catch | None = None

    def hear(self, port_id: str, event: Event) -> bool:
        """One message of any port; True when it is caught."""
        key, is_down = _button(port_id, event)
        if key is not None and is_down:
            self._down[key] = None
        elif key is not None:
            self._down.pop(key, None)
        catch = self._catch
        return catch is not None and catch.take(port_id, event, key)

    def catch(self, port_id: str | None, passing: Collection[Key]) -> Catch:
        """Catch from now on, and no more for anybody before."""
        self._catch = catch = Catch(port_id, passing, tuple(self._down))
        return catch

    def let_pass(self, catch: Catch) -> None:
        """Catch no more, unless somebody else does by now."""
        if self._catch is catch:
            self._catch = None


def _button(port_id: str, event: Event) -> tuple[Key | None, bool]:
    """The button that a message may be of, and whether that is down now."""
    if event.kind in (Kind.NOTE_ON, Kind.NOTE_OFF):
        return (port_id, "note", event.channel, event.number), event.kind is Kind.NOTE_ON
    if event.kind is Kind.CC:
        return (port_id, "cc", event.channel, event.number), event.value >= DOWN
    return None, False


def _is_release(event: Event) -> bool:
    return event.kind is Kind.NOTE_OFF or (event.kind is Kind.CC and event.value == 0)
