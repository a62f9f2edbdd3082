"""MIDI clock in: whoever ticks on the chosen input leads the show's clock.

* Ticks alone give the tempo, and the beat to a twenty-fourth: until a Start is heard, the show's own beat is kept as
  near as that.
* Start: the next tick is beat 0, a one. Continue: the next tick is the song position that was told. The decks that are
  locked go there with the clock; none begins to play by it.
* Stop stops no deck. A clock that ticks on is followed on.
* Half a second without a tick: it is lost. The show goes on at its last tempo, and follows again when it is back.

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
    """What is known of the clock that ticks."""

    def __init__(self) -> None:
        #: The input on which it ticks; None before anything was heard.
        self.port_id: str | None = None
        self.ticked = 0.0
        self._ticks = Ticks()
        #: The number of the tick that is beat 0; None until that is known.
        self._origin: int | None = None
        #: The song position that the next tick has, in ticks; None: it is the one behind the last.
        self._next: int | None = None
        self._position = 0

    @property
    def is_known(self) -> bool:
        """Whether enough of it was heard to go with it."""
        return self._ticks.heard >= _FIRST and _SLOWEST <= self._ticks.bpm <= _FASTEST

    def take(self, event: Event) -> None:
        """Take in a message."""
        if event.kind is Kind.START:
            self._next = 0
        elif event.kind is Kind.CONTINUE:
            self._next = self._position
        elif event.kind is Kind.POSITION:
            self._position = event.value * TICKS // _SIXTEENTHS
        elif event.kind is Kind.CLOCK:
            self.ticked = event.at
            self._ticks.hear(event.at)
            if self._next is not None:
                self._origin, self._next = self._ticks.number - self._next, None

    def line(self, own: Callable[[], Line]) -> Line:
        """Where it is, once it is known. Without a Start it has the show's own beat."""
        ticks = self._ticks
        if self._origin is None:
            self._origin = ticks.number - round(own().beat_at(ticks.at) * TICKS)
        return Line(ticks.bpm, (ticks.number - self._origin) / TICKS, ticks.at)


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
        self._status: ClockStatus = "waiting"
        self._outside = _Outside()

    def choose(self, port_id: str | None) -> None:
        """Listen to this input, or with None to the first that ticks. Thread: any."""
        with self._lock:
            if self._is_on and port_id == self._wanted:
                return
            self._is_on, self._wanted, self._status = True, port_id, "waiting"
            self._outside = _Outside()

    def leave(self) -> None:
        """Listen to nobody. Thread: any."""
        with self._lock:
            self._is_on = False

    def hear(self, port_id: str, event: Event) -> bool:
        """A tap: take what is clock on the chosen input. True when it was that. Thread: MIDI."""
        if event.kind not in CLOCK_KINDS or not self._is_on:
            return False
        with self._lock:
            outside = self._outside
            if not self._is_on or port_id != (self._wanted or outside.port_id or port_id):
                return False
            outside.port_id = port_id
            outside.take(event)
            line = outside.line(self._own) if event.kind is Kind.CLOCK and outside.is_known else None
        if line is not None:
            if self._status != "following":
                self._tell("following", port_id)
            self._lead(line)
        return True

    def check(self, now: float) -> None:
        """Look whether the clock is still there; to be called a few times a second. Thread: any but MIDI."""
        with self._lock:
            if self._status != "following" or now - self._outside.ticked <= _LOST_S:
                return
            port_id, self._outside = self._outside.port_id, _Outside()
        logger.warning("The clock on %s has stopped: the show goes on at its tempo.", port_id)
        self._tell("lost", port_id)

    def _tell(self, status: ClockStatus, port_id: str | None) -> None:
        self._status = status
        self._told(status, port_id)
