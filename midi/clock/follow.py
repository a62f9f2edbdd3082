"""MIDI clock in: whoever ticks on the chosen input leads the show's clock.

* Ticks alone give the tempo, and the beat to a twenty-fourth: until a Start is heard, the show's own beat is kept as
  near as that.
* Start: the next tick is beat 0, a one. Continue: the next tick is the song position that was told, and where none was,
  the place at which it stopped. The decks that are locked go there with the clock; none begins to play by it.
* Stop stops no deck. A clock that ticks on is followed on.
* Half a second without a tick: it is lost. The show goes on at its last tempo, and follows again when it is back, or
  another input ticks.
* Only ticks lead: the transport buttons of a keyboard, which never ticks, keep nobody else from it.

Threads: MIDI hears, another one checks; a lock is held for microseconds.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from midi.clock.line import Line
from midi.clock.ticks import TICKS, Ticks
from midi.wire.event import Event, Kind
from sfa_live.model.show_state import ClockStatus

logger = logging.getLogger("sfa_live.midi.clock")

#: Seconds without a tick after which the clock is lost.
_LOST_S: Final = 0.5
#: Ticks that are heard before the show follows: a third of a beat.
_FIRST: Final = 8
#: Song position counts sixteenths.
_SIXTEENTHS: Final = 4
#: Tempi that are believed, in beats per minute.
_SLOWEST: Final = 20.0
_FASTEST: Final = 400.0

#: What of MIDI is clock.
CLOCK_KINDS: Final = frozenset({Kind.CLOCK, Kind.START, Kind.CONTINUE, Kind.STOP, Kind.POSITION})


class _Outside:
    """What is known of the clock on one input."""

    def __init__(self) -> None:
        self.ticked = 0.0
        self._ticks = Ticks()
        #: The number of the tick that is beat 0; None until that is known.
        self._origin: int | None = None
        #: The song position that the next tick has, in ticks; None: it is the one behind the last.
        self._next: int | None = None
        #: Where it goes on with a Continue, while it stands.
        self._position = 0
        self._runs = True

    @property
    def is_known(self) -> bool:
        """Whether enough of it was heard to go with it."""
        return self._ticks.heard >= _FIRST and _SLOWEST <= self._ticks.bpm <= _FASTEST

    def take(self, event: Event) -> None:
        """Take in a message."""
        match event.kind:
            case Kind.START:
                self._go(0)
            case Kind.CONTINUE:
                self._stop()
                self._go(self._position)
            case Kind.STOP:
                self._stop()
            case Kind.POSITION:
                self._runs = False
                self._position = event.value * TICKS // _SIXTEENTHS
            case _:
                self._tick(event.at)

    def lose(self) -> None:
        """It has ceased to tick. What it ticks next has nothing to do with this, but for the place in its song."""
        if self._runs:
            self._position = self._place()
        self._ticks = Ticks()
        self._origin = None

    def line(self, own: Callable[[], Line]) -> Line:
        """Where it is, once it is known. Without a Start it has the show's own beat."""
        ticks = self._ticks
        if self._origin is None:
            self._origin = ticks.number - round(own().beat_at(ticks.at) * TICKS)
        return Line(ticks.bpm, (ticks.number - self._origin) / TICKS, ticks.at)

    def _go(self, position: int) -> None:
        self._runs, self._next = True, position

    def _stop(self) -> None:
        """It stands: it goes on behind its last tick, if it does not tell another song position meanwhile."""
        if self._runs:
            self._position = self._place()
        self._runs, self._next = False, None

    def _place(self) -> int:
        """The song position of the next tick, as far as it is known."""
        if self._next is not None:
            return self._next
        return self._position if self._origin is None else self._ticks.number + 1 - self._origin

    def _tick(self, at: float) -> None:
        if at - self.ticked > _LOST_S:
            self.lose()
        self.ticked = at
        self._ticks.hear(at)
        if self._next is not None:
            self._origin, self._next = self._ticks.number - self._next, None


class ClockIn:
    """The clock on one input.

    Args:
        lead: told the outside's line with every tick, as soon as it can be followed. Thread: MIDI; must be quick.
        told: told when its status changes, and which input it ticks on. Thread: any.
        own: the show's own clock as it is heard now; asked once, when the show begins to follow.
    """

    def __init__(
        self,
        lead: Callable[[Line], None],
        told: Callable[[ClockStatus, str | None], None],
        own: Callable[[], Line],
    ) -> None:
        self._lead = lead
        self._told = told
        self._own = own
        self._lock = threading.Lock()
        self._is_on = False
        self._wanted: str | None = None
        #: Whatever has said something of a clock, by its input: who does not lead now may lead next.
        self._outsides: dict[str, _Outside] = {}
        #: The input that ticks; None while none does.
        self._ticking: str | None = None
        #: The input that is followed, as it was told.
        self._followed: str | None = None

    def choose(self, port_id: str | None) -> None:
        """Listen to this input, or with None to the first that ticks. Thread: any."""
        with self._lock:
            if self._is_on and port_id == self._wanted:
                return
            self._is_on, self._wanted = True, port_id
            self._outsides = {}
            self._ticking = self._followed = None

    def leave(self) -> None:
        """Listen to nobody. Thread: any."""
        with self._lock:
            self._is_on = False

    def hear(self, port_id: str, event: Event) -> bool:
        """A tap: take what is clock on the input that leads, or may. True when it was that. Thread: MIDI."""
        if event.kind not in CLOCK_KINDS or not self._is_on:
            return False
        line, is_news = None, False
        with self._lock:
            if not self._is_on or self._wanted not in (None, port_id):
                return False
            outside = self._outsides.setdefault(port_id, _Outside())
            is_tick = event.kind is Kind.CLOCK
            if is_tick and self._may_tick(port_id, event.at):
                self._ticking = port_id
            outside.take(event)
            if self._ticking not in (None, port_id):
                return False
            if is_tick and outside.is_known:
                line = outside.line(self._own)
                is_news, self._followed = self._followed != port_id, port_id
        if line is not None:
            if is_news:
                self._told("following", port_id)
            self._lead(line)
        return True

    def check(self, now: float) -> None:
        """Look whether the clock is still there; to be called a few times a second. Thread: any but MIDI."""
        with self._lock:
            port_id = self._followed
            if port_id is None or now - self._outsides[port_id].ticked <= _LOST_S:
                return
            self._outsides[port_id].lose()
            self._followed = None
            if self._ticking == port_id:
                self._ticking = None
        logger.warning("The clock on %s has stopped: the show goes on at its tempo.", port_id)
        self._told("lost", port_id)

    def _may_tick(self, port_id: str, at: float) -> bool:
        """Whether this input leads if it ticks now: nobody else does, or has not for too long."""
        ticking = self._ticking
        return ticking is None or ticking == port_id or at - self._outsides[ticking].ticked > _LOST_S
