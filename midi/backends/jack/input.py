"""A JACK input of our own: every message with its own frame.

python-rtmidi tells of a message only in which cycle it came: all notes of a block have one moment. Here JACK's own
thread (`on_jack_thread`) takes each in with its place in the cycle, and wakes who waits for it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import time
from typing import Final

from midi.backends.jack import on_jack_thread
from midi.backends.jack.client import JackClient
from midi.backends.jack.cycles import Cycles
from midi.backends.jack.library import quick
from midi.backends.jack.on_jack_thread import INPUT
from midi.ports import INBOX
from sfa_live.errors import MidiError

#: Bytes of the ring, a power of two: room for `INBOX` messages of three bytes, and for a long one.
_RING: Final = 32 * INBOX
_LONGEST: Final = _RING
#: As much of the pipe as is emptied at once: more than it holds.
_DROPS: Final = 65_536


class JackInput:
    """A port of ours that hears another one, or whoever is connected to it. Implements `InputPort`."""

    def __init__(self, client: JackClient, name: str | None = None, source: str | None = None) -> None:
        """``name``: the port's own, when others shall know it. ``source``: the full name of a port; None: of none.

        Raises `MidiError`.
        """
        self._client = client
        self._quick = quick()
        self.wakes, self._bell = os.pipe()
        for end in (self.wakes, self._bell):
            os.set_blocking(end, False)
        try:
            self._slot = client.open(INPUT, name, _RING, source, self._bell)
        except MidiError:
            self._close_pipe()
            raise
        self._block_s = client.block / client.rate
        self._cycles = Cycles(client.rate)
        self._room = ctypes.create_string_buffer(_LONGEST)
        self._read = memoryview(self._room).cast("B")
        self._latest = 0.0

    def poll(self) -> tuple[bytes, float] | None:
        """The oldest message that was not read yet, and the moment of its frame, at most a block from now."""
        found = self._take()
        if found is None:
            self._listen_for_the_bell()
            found = self._take()
        return found

    def drop_backlog(self) -> None:
        """Forget what came while nobody listened. Raises `MidiError`. Thread: any, while no other polls."""
        while self.poll() is not None:
            pass

    def close(self) -> None:
        """Give the port back. Of a server that has died the pipe stays: its thread may be about to write."""
        if self.wakes >= 0 and self._slot.close():
            self._close_pipe()
        self.wakes = -1

    def _close_pipe(self) -> None:
        os.close(self._bell)
        os.close(self.wakes)
        self.wakes = -1

    def _take(self) -> tuple[bytes, float] | None:
        """The oldest message, once it is there as a whole: its head comes before it."""
        head = on_jack_thread.HEAD_BYTES
        if self._slot.ring is None:
            # Given back while the MIDI thread was held up: libjack would end the process.
            return None
        space = self._quick.jack_ringbuffer_read_space(self._slot.ring)
        if space < head:
            return None
        self._quick.jack_ringbuffer_peek(self._slot.ring, self._room, head)
        end = head + int.from_bytes(self._read[12:head], "little")
        if space < end:
            return None
        self._quick.jack_ringbuffer_read(self._slot.ring, self._room, end)
        cycle = int.from_bytes(self._read[:8], "little")
        place = int.from_bytes(self._read[8:12], "little")
        return bytes(self._read[head:end]), self._moment(cycle, place)

    def _moment(self, cycle: int, place: int) -> float:
        first = self._cycles.first_frame(cycle)
        moment = first + (self._cycles.frame(cycle) + place) / self._client.rate
        self._latest = max(self._latest, min(moment, time.monotonic() + self._block_s))
        return self._latest

    def _listen_for_the_bell(self) -> None:
        """Empty the pipe, so that the next message wakes again, and see when the latest cycle began."""
        if not self._client.is_there:
            raise MidiError("JACK has ended, or has thrown us out, as it does with a program that stood still.")
        with contextlib.suppress(BlockingIOError):
            os.read(self.wakes, _DROPS)
        self._cycles.first_frame(self._client.cycle)
