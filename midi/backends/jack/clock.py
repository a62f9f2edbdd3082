"""MIDI clock through JACK, every message at its own frame.

Sent at once it would leave with the next cycle: at 128 frames that is 2.7 ms of jitter. So the clock is given its
messages ahead, and JACK's own thread writes each at the frame that it is for.
"""

from __future__ import annotations

import time
from typing import Final

from midi.backends.jack.client import JackClient
from midi.backends.jack.cycles import WRAP, Cycles
from midi.backends.jack.on_jack_thread import CLOCK
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

    def __init__(self, client: JackClient, name: str | None = None, target: str | None = None) -> None:
        """As a `JackOutput`. Thread: the keeper's."""
        self._client = client
        self._slot = client.open(CLOCK, name, _RING, target)
        self._is_open = True
        self._cycles = Cycles(client.rate)
        #: A cycle is worked out one cycle before it is over.
        self._worked_s = 2 * client.block / client.rate + _SLACK_S
        # Our own port knows nothing yet of what it has just been connected to.
        self._latency_s = (self._slot.latency if target is None else client.latency_of(target)) / client.rate
        self._look_at = time.monotonic() + _LOOK_S

    @property
    def ahead_s(self) -> float:
        """What is sent takes its time to arrive. Thread: any."""
        return self._worked_s + self._latency_s

    def send(self, message: bytes, at: float) -> None:
        """Have it written at the frame from which it arrives at a moment of `time.monotonic`. Thread: the clock's."""
        if not self._is_open:
            return
        if not self._client.is_there:
            raise MidiError("JACK has ended, or has left the clock out.")
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + _LOOK_S
            self._latency_s = self._slot.latency / self._client.rate
        first = self._cycles.first_frame(self._client.cycle)
        self._slot.put(message, round((at - self._latency_s - first) * self._client.rate) & WRAP)

    def close(self) -> None:
        """Give the port back, when the last message has left."""
        if not self._is_open:
            return
        end = time.monotonic() + _FAREWELL_S
        while self._slot.waits and self._client.is_there and time.monotonic() < end:
            time.sleep(self.ahead_s)
        if self._client.is_there:
            time.sleep(self.ahead_s)
        self._is_open = False
        self._slot.close()
