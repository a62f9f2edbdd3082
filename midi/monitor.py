"""The MIDI monitor: what a port sends, in words, for somebody who looks."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Final

import mido
from msgspec import Struct

from midi.wire.event import Event, Kind
from midi.wire.spelling import spelled

logger = logging.getLogger("sfa_live.midi.in")

#: The most lines told per second; of more, the latest are told.
_PER_SECOND: Final = 50


class MonitorLine(Struct, frozen=True):
    """One message that came in."""

    port_id: str
    #: Seconds since 1970.
    at: float
    #: The message in words.
    text: str
    #: Its bytes, at most the first 32; none where the messages before it are what it is made of.
    data: tuple[int, ...]


Tell = Callable[[MonitorLine], None]


class Monitor:
    """Watches one port at a time. `hear` is called on the MIDI thread, `tell` on the keeper's."""

    def __init__(self) -> None:
        self._watch: tuple[str, Tell] | None = None
        self._waiting: deque[tuple[str, float, Event]] = deque(maxlen=_PER_SECOND)
        self._told: deque[float] = deque(maxlen=_PER_SECOND)

    @property
    def active(self) -> bool:
        """Whether a port is being watched."""
        return self._watch is not None

    def watch(self, port_id: str | None, tell: Tell | None) -> None:
        """Watch a port, or none. Thread: any."""
        self._watch = (port_id, tell) if port_id is not None and tell is not None else None
        self._waiting.clear()

    def hear(self, port_id: str, event: Event) -> bool:
        """Remember a message when its port is watched, and let it pass."""
        watch = self._watch
        if watch is not None and watch[0] == port_id:
            self._waiting.append((port_id, time.time(), event))
        return False

    def tell(self, now: float) -> None:
        """Tell what has come, as far as the second allows. ``now``: seconds of a clock that never goes back."""
        watch = self._watch
        while watch and self._waiting:
            if len(self._told) == _PER_SECOND and now - self._told[0] < 1.0:
                return
            port_id, at, event = self._waiting.popleft()
            self._told.append(now)
            try:
                watch[1](MonitorLine(port_id, at, in_words(event), tuple(spelled(event)[:32])))
            except Exception:
                # Whoever looks must not stop the lamps and the ports.
                logger.exception("the MIDI monitor's listener failed")


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
