"""The parser: any bytes in any pieces become whole messages. Nothing that comes over a wire makes it raise.

What it does with a byte is read from one table. Data without a status, statuses that are not defined and messages that
are cut off by another are dropped, as the standard says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from midi.ports import SYSEX_LIMIT
from midi.wire.event import Event, Kind
from midi.wire.parameters import SPEAKING, Parameters

#: Data bytes behind a status, and what the message is; None: nothing that anybody here plays with.
_MESSAGES: Final[dict[int, tuple[int, Kind | None]]] = {
    0x80: (2, Kind.NOTE_OFF),
    0x90: (2, Kind.NOTE_ON),
    0xA0: (2, Kind.KEY_PRESSURE),
    0xB0: (2, Kind.CC),
    0xC0: (1, Kind.PROGRAM),
    0xD0: (1, Kind.PRESSURE),
    0xE0: (2, Kind.BEND),
    # Timecode, a quarter of a frame.
    0xF1: (1, None),
    0xF2: (2, Kind.POSITION),
    # A song of a sequencer.
    0xF3: (1, None),
}
#: Come at any time, inside other messages too. Active sensing, reset and what is not defined mean nothing here.
_REAL_TIME: Final = {0xF8: Kind.CLOCK, 0xFA: Kind.START, 0xFB: Kind.CONTINUE, 0xFC: Kind.STOP}
_FIRST_REAL_TIME: Final = 0xF8
_FIRST_SYSTEM: Final = 0xF0
_FIRST_STATUS: Final = 0x80
_SYSEX: Final = 0xF0
_END: Final = 0xF7
#: How fast a key was let go when the keyboard does not say.
_RELEASE: Final = 64
#: Every status that takes data, with its channel: data bytes, kind, channel.
_TABLE: Final = {
    status | channel: (count, kind, -1 if status >= _FIRST_SYSTEM else channel)
    for status, (count, kind) in _MESSAGES.items()
    for channel in range(1 if status >= _FIRST_SYSTEM else 16)
}


class Parser:
    """Reads one port. Thread: the one that polls it."""

    def __init__(self) -> None:
        #: The status that data belong to; 0: none.
        self._status = 0
        #: The first of two data bytes, while the second is awaited; else -1.
        self._first = -1
        #: A system exclusive message that has begun.
        self._sysex: bytearray | None = None
        self._parameters = tuple(Parameters() for _ in range(16))

    def feed(self, data: bytes, at: float) -> Iterator[Event]:
        """The messages that these bytes complete. ``at``: seconds of `time.monotonic` at which they came."""
        events: list[Event] = []
        for byte in data:
            if byte < _FIRST_STATUS:
                self._take(byte, at, events)
            elif byte < _FIRST_REAL_TIME:
                self._begin(byte, at, events)
            elif byte in _REAL_TIME:
                events.append(Event(_REAL_TIME[byte], -1, 0, 0, at))
        return iter(events)

    def _begin(self, status: int, at: float, events: list[Event]) -> None:
        """A status ends whatever came before."""
        if status == _END and self._sysex is not None:
            self._sysex.append(_END)
            events.append(Event(Kind.SYSEX, -1, 0, 0, at, bytes(self._sysex)))
        self._sysex = bytearray((_SYSEX,)) if status == _SYSEX else None
        self._status = status if status in _TABLE else 0
        self._first = -1

    def _take(self, byte: int, at: float, events: list[Event]) -> None:
        """A data byte."""
        if self._sysex is not None:
            self._sysex.append(byte)
            if len(self._sysex) >= SYSEX_LIMIT:
                # Too long; what is left of it is data without a status.
                self._sysex = None
        elif self._status:
            count, kind, channel = _TABLE[self._status]
            if count == 2 and self._first < 0:
                self._first = byte
                return
            first, self._first = self._first, -1
            if channel < 0:
                # No running status for system messages.
                self._status = 0
            if kind is not None:
                event = _event(kind, channel, first, byte, at)
                events.append(event)
                if kind is Kind.CC and event.number in SPEAKING:
                    self._tell_parameter(event, events)

    def _tell_parameter(self, event: Event, events: list[Event]) -> None:
        told = self._parameters[event.channel].hear(event.number, event.value)
        if told is not None:
            kind, number, value = told
            events.append(Event(kind, event.channel, number, value, event.at))


def _event(kind: Kind, channel: int, first: int, last: int, at: float) -> Event:
    """A message from its data bytes; of one that has only one, it is the last."""
    if kind is Kind.BEND or kind is Kind.POSITION:
        return Event(kind, channel, 0, last << 7 | first, at)
    if kind is Kind.PROGRAM:
        return Event(kind, channel, last, 0, at)
    if kind is Kind.PRESSURE:
        return Event(kind, channel, 0, last, at)
    if kind is Kind.NOTE_ON and last == 0:
        return Event(Kind.NOTE_OFF, channel, first, _RELEASE, at)
    return Event(kind, channel, first, last, at)
