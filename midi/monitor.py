"""The MIDI monitor: the last 500 messages of all ports, in words, and what comes while somebody looks.

Clock ticks would push everything else out: they are counted, not listed.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

import mido
from msgspec import Struct

from midi.wire.event import Event, Kind
from midi.wire.spelling import spelled

logger = logging.getLogger("sfa_live.midi.in")

#: In place of a port's id: every port.
EVERY_PORT: Final = "*"
#: This many messages are remembered, watched or not.
KEPT: Final = 500
#: The most lines told per second; of more, the latest are told.
_PER_SECOND: Final = 50
#: Clock ticks are told this often, in seconds.
_TICKS_PACE: Final = 1.0
#: Of a message's bytes this many are kept.
_BYTES: Final = 32


class MonitorLine(Struct, frozen=True):
    """One message that came in."""

    #: Grows by one with every message of any port; a line that was told twice has the same.
    id: int
    port_id: str
    #: Seconds since 1970 at which the driver took it in.
    at: float
    #: note_on, note_off, key_pressure, cc, program, pressure, bend, sysex, position, start, continue, stop, rpn or nrpn
    kind: str
    #: 1 to 16; None for messages that have none.
    channel: int | None
    #: Note, controller, program or parameter; None for messages that have none.
    number: int | None
    #: 0 to 127; 0 to 16383 for bend, position, rpn and nrpn; None for messages that have none.
    value: int | None
    #: The message in words.
    text: str
    #: Its bytes, at most the first 32; none where the messages before it are what it is made of.
    data: tuple[int, ...]
    #: So many before it were not told, because they were too many.
    left_out: int = 0


class MonitorTicks(Struct, frozen=True):
    """So many clock ticks came in since this was last told; 0 is told once, when they have ended."""

    port_id: str
    ticks: int


Tell = Callable[[MonitorLine | MonitorTicks], None]


class _Note(NamedTuple):
    id: int
    port_id: str
    at: float
    event: Event
    #: Bytes of a whole system exclusive message; of a long one only the beginning is kept.
    size: int


class Monitor:
    """Remembers what comes, and tells it while a port, or all of them, is watched.

    `hear` is called on the MIDI thread, `tell` on the keeper's; everything else on any.
    """

    def __init__(self, first_id: int = 1) -> None:
        self._watch: tuple[str, Tell] | None = None
        self._notes: deque[_Note] = deque(maxlen=KEPT)
        self._ids = itertools.count(first_id)
        #: The last one that was told or left out.
        self._seen = 0
        self._left_out = 0
        self._told: deque[float] = deque(maxlen=_PER_SECOND)
        self._ticks: dict[str, int] = {}
        self._ticks_told: dict[str, int] = {}
        #: Ports whose clock was told last; when it has ended, that is told once.
        self._ticking: set[str] = set()
        self._ticks_due = 0.0

    @property
    def active(self) -> bool:
        """Whether somebody watches."""
        return self._watch is not None

    def watch(self, port_id: str | None, tell: Tell | None) -> None:
        """Tell what a port sends from now on, or every port (`EVERY_PORT`), or none."""
        if self._watch is None:
            self._seen = self._notes[-1].id if self._notes else 0
            self._left_out = 0
            self._ticks_told = dict(self._ticks)
            self._ticking.clear()
        self._watch = (port_id, tell) if port_id is not None and tell is not None else None

    def history(self, port_id: str) -> tuple[MonitorLine, ...]:
        """The last messages of a port, or of every port, oldest first."""
        return tuple(_line(note) for note in tuple(self._notes) if _is_of(note.port_id, port_id))

    def hear(self, port_id: str, event: Event) -> bool:
        """Remember a message, and let it pass."""
        if event.kind is Kind.CLOCK:
            self._ticks[port_id] = self._ticks.get(port_id, 0) + 1
            return False
        at = time.time() + event.at - time.monotonic()
        short = event if len(event.data) <= _BYTES else event._replace(data=event.data[:_BYTES])
        self._notes.append(_Note(next(self._ids), port_id, at, short, len(event.data)))
        return False

    def tell(self, now: float) -> None:
        """Tell what has come, as far as the second allows. ``now``: seconds of a clock that never goes back."""
        watch = self._watch
        if watch is None:
            return
        port_id, tell = watch
        try:
            self._tell_lines(port_id, tell, now)
            if now >= self._ticks_due:
                self._ticks_due = now + _TICKS_PACE
                self._tell_ticks(port_id, tell)
        except Exception:
            # Whoever looks must not stop the lamps and the ports.
            logger.exception("the MIDI monitor's listener failed")

    def _tell_lines(self, port_id: str, tell: Tell, now: float) -> None:
        for note in self._news(port_id):
            if len(self._told) == _PER_SECOND and now - self._told[0] < 1.0:
                return
            self._told.append(now)
            self._seen, left_out, self._left_out = note.id, self._left_out, 0
            tell(_line(note, left_out))

    def _news(self, port_id: str) -> list[_Note]:
        """What was not told yet, oldest first; of too many the latest."""
        new = itertools.takewhile(lambda note: note.id > self._seen, reversed(tuple(self._notes)))
        news = [note for note in new if _is_of(note.port_id, port_id)][::-1]
        if len(news) > _PER_SECOND:
            self._left_out += len(news) - _PER_SECOND
            self._seen = news[-_PER_SECOND - 1].id
        return news[-_PER_SECOND:]

    def _tell_ticks(self, port_id: str, tell: Tell) -> None:
        for port, ticks in list(self._ticks.items()):
            came = ticks - self._ticks_told.get(port, 0)
            self._ticks_told[port] = ticks
            if (came or port in self._ticking) and _is_of(port, port_id):
                tell(MonitorTicks(port, came))
                (self._ticking.add if came else self._ticking.discard)(port)


def _is_of(port_id: str, watched: str) -> bool:
    return watched in (EVERY_PORT, port_id)


#: Messages that have a number, and those that have no value.
_NUMBERED: Final = frozenset(
    {Kind.NOTE_ON, Kind.NOTE_OFF, Kind.KEY_PRESSURE, Kind.CC, Kind.PROGRAM, Kind.RPN, Kind.NRPN}
)
_WITHOUT_VALUE: Final = frozenset({Kind.PROGRAM, Kind.SYSEX, Kind.START, Kind.CONTINUE, Kind.STOP})


def _line(note: _Note, left_out: int = 0) -> MonitorLine:
    event = note.event
    is_sysex = event.kind is Kind.SYSEX
    return MonitorLine(
        id=note.id,
        port_id=note.port_id,
        at=round(note.at, 4),
        kind=event.kind.name.lower(),
        channel=event.channel + 1 if event.channel >= 0 else None,
        number=event.number if event.kind in _NUMBERED else None,
        value=None if event.kind in _WITHOUT_VALUE else event.value,
        text=f"system exclusive, {note.size} bytes" if is_sysex else in_words(event),
        data=tuple(event.data if is_sysex else spelled(event)),
        left_out=left_out,
    )


def in_words(event: Event) -> str:
    """A message as a player would say it."""
    if event.kind is Kind.SYSEX:
        return f"system exclusive, {len(event.data)} bytes"
    if event.kind in (Kind.RPN, Kind.NRPN):
        return f"{event.kind.name} {event.number} = {event.value}, channel {event.channel + 1}"
    message = mido.Message.from_bytes(spelled(event))
    words = {
        "note_on": "note {note} on, velocity {velocity}",
        "note_off": "note {note} off",
        "control_change": "CC {control} = {value}",
        "program_change": "program {program}",
        "pitchwheel": "pitch wheel {pitch}",
        "aftertouch": "pressure {value}",
        "polytouch": "note {note} pressure {value}",
        "songpos": "song position {pos}",
    }.get(message.type, message.type)
    told = words.format(**message.dict())
    return told if event.channel < 0 else f"{told}, channel {event.channel + 1}"
