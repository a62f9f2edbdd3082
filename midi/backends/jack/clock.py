"""MIDI clock through JACK, every message at its own frame.

python-rtmidi sends whatever it is given at the beginning of a cycle: at 128 frames that is 2.7 ms of jitter. So the
clock has a JACK client of its own, which is given its messages ahead and writes each at the frame that it is for.
"""

from __future__ import annotations

import ctypes
import time
from typing import Any, Final

from midi.backends.jack import on_jack_thread
from midi.backends.jack.client import JackClient
from midi.backends.jack.cycles import WRAP, Cycles
from midi.backends.jack.library import IS_OUTPUT, PLAYBACK, Range, libjack, quick
from midi.ports import VIRTUAL_CLOCK
from sfa_live.errors import MidiError

#: Bytes of the ring: a power of two, more messages than a receiver gets in ten seconds.
_RING: Final = 16_384
#: Seconds that a message is given ahead of its cycle, for a thread that the interpreter holds up.
_SLACK_S: Final = 0.008
#: Seconds between two looks at how long what is sent takes to arrive. JACK works it out some time behind a connection.
_LOOK_S: Final = 1.0
#: Seconds that the last message may take to leave, when the server is late.
_FAREWELL_S: Final = 0.25


class JackClock:
    """A port of ours that sends to another one, or to whoever is connected to it. Implements `ClockPort`."""

    def __init__(self, client: str, target: str | None) -> None:
        """``target`` is the full name of a JACK port; None: of none. Raises `MidiError`. Thread: the keeper's."""
        self._quick = quick()
        self._client = JackClient(client)
        self._ring = self._quick.jack_ringbuffer_create(_RING)
        self._words = on_jack_thread.words()
        try:
            self._begin(target)
        except MidiError:
            self._leave()
            raise
        self._rate = self._client.rate
        self._cycles = Cycles(self._rate)
        #: A cycle is worked out one cycle before it is over.
        self._worked_s = 2 * self._client.block / self._rate + _SLACK_S
        self._latency_s = self._latency_of(self._port if target is None else self._port_called(target))
        self._look_at = time.monotonic() + _LOOK_S

    @property
    def ahead_s(self) -> float:
        """What is sent takes its time to arrive. Thread: any."""
        return self._worked_s + self._latency_s

    def send(self, message: bytes, at: float) -> None:
        """Have it written at the frame from which it arrives at a moment of `time.monotonic`. Thread: the clock's."""
        if self._client.handle is None or self._client.has_ended:
            return
        now = time.monotonic()
        if self._client.is_left_out(int(self._words[on_jack_thread.CYCLE])):
            raise MidiError("JACK does not call the clock any more.")
        if now >= self._look_at:
            self._look_at = now + _LOOK_S
            self._latency_s = self._latency_of(self._port)
        first = self._cycles.first_frame(int(self._words[on_jack_thread.CYCLE]))
        frame = round((at - self._latency_s - first) * self._rate) & WRAP
        text = int.from_bytes(message, "little") | len(message) << on_jack_thread.SIZE_AT
        record = frame.to_bytes(8, "little") + text.to_bytes(8, "little")
        if self._quick.jack_ringbuffer_write_space(self._ring) < len(record):
            raise MidiError("JACK takes no more of the clock: its server stands still.")
        self._quick.jack_ringbuffer_write(self._ring, record, len(record))

    def close(self) -> None:
        """Leave the server, when the last message has left."""
        if self._client.handle is None:
            return
        end = time.monotonic() + _FAREWELL_S
        while not self._client.has_ended and self._waits() and time.monotonic() < end:
            time.sleep(self.ahead_s)
        time.sleep(self.ahead_s)
        self._leave()

    def _begin(self, target: str | None) -> None:
        self._port = port = self._client.register(VIRTUAL_CLOCK if target is None else "out", IS_OUTPUT)
        self._words[on_jack_thread.PORT] = port
        self._words[on_jack_thread.RING] = self._ring
        self._client.begin(on_jack_thread.send(), self._words)
        if target is not None and not self._client.connect(self._client.name_of(port), target):
            raise MidiError(f"{target} takes no clock: it may have been unplugged.")

    def _waits(self) -> bool:
        return bool(self._quick.jack_ringbuffer_read_space(self._ring))

    def _port_called(self, name: str) -> Any:
        """Where we send to: our own port knows nothing yet of what it has just been connected to."""
        return libjack().jack_port_by_name(self._client.handle, name.encode()) or self._port

    def _latency_of(self, port: Any) -> float:
        """How long what is sent takes to arrive, in seconds."""
        span = Range()
        libjack().jack_port_get_latency_range(port, PLAYBACK, ctypes.byref(span))
        return float(span.most) / float(self._client.rate)

    def _leave(self) -> None:
        if self._client.close():
            self._quick.jack_ringbuffer_free(self._ring)
