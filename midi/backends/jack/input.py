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
from midi.backends.jack.library import IS_INPUT, quick
from midi.ports import INBOX, VIRTUAL_IN
from sfa_live.errors import MidiError

#: Bytes of the ring, a power of two: room for `INBOX` messages of three bytes, and for a long one.
_RING: Final = 32 * INBOX
_LONGEST: Final = _RING
#: As much of the pipe as is emptied at once: more than it holds.
_DROPS: Final = 65_536


class JackInput:
    """A port of ours that hears another one, or whoever is connected to it. Implements `InputPort`."""

    def __init__(self, client: str, source: str | None) -> None:
        """``source`` is the full name of a JACK port; None: of none. Raises `MidiError`."""
        self._quick = quick()
        self._client = JackClient(client)
        self._ring = self._quick.jack_ringbuffer_create(_RING)
        self._words = on_jack_thread.words()
        self.wakes, self._bell = os.pipe()
        for end in (self.wakes, self._bell):
            os.set_blocking(end, False)
        try:
            self._begin(source)
        except MidiError:
            self.close()
            raise
        self._rate = self._client.rate
        self._block_s = self._client.block / self._rate
        self._cycles = Cycles(self._rate)
        self._room = ctypes.create_string_buffer(_LONGEST)
        self._read = memoryview(self._room).cast("B")
        self._latest = 0.0

    @property
    def has_ended(self) -> bool:
        """Whether the server has ended, has thrown us out, or has left us out. Thread: any."""
        return self._client.has_ended or self._client.is_left_out(int(self._words[on_jack_thread.CYCLE]))

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
        """Leave the server. Of one that has died the pipe stays: its thread may be about to write."""
        if self.wakes < 0:
            return
        if self._client.close():
            self._quick.jack_ringbuffer_free(self._ring)
            os.close(self._bell)
            os.close(self.wakes)
        self.wakes = -1

    def _begin(self, source: str | None) -> None:
        port = self._client.register(VIRTUAL_IN if source is None else "in", IS_INPUT)
        words = self._words
        words[on_jack_thread.PORT] = port
        words[on_jack_thread.RING] = self._ring
        words[on_jack_thread.PIPE] = self._bell
        self._client.begin(on_jack_thread.take_in(), words)
        if source is not None and not self._client.connect(source, self._client.name_of(port)):
            raise MidiError(f"{source} cannot be listened to: it may have been unplugged.")

    def _take(self) -> tuple[bytes, float] | None:
        """The oldest message, once it is there as a whole: its head comes before it."""
        head = on_jack_thread.HEAD_BYTES
        space = self._quick.jack_ringbuffer_read_space(self._ring)
        if space < head:
            return None
        self._quick.jack_ringbuffer_peek(self._ring, self._room, head)
        end = head + int.from_bytes(self._read[12:head], "little")
        if space < end:
            return None
        self._quick.jack_ringbuffer_read(self._ring, self._room, end)
        cycle = int.from_bytes(self._read[:8], "little")
        place = int.from_bytes(self._read[8:12], "little")
        return bytes(self._read[head:end]), self._moment(cycle, place)

    def _moment(self, cycle: int, place: int) -> float:
        first = self._cycles.first_frame(cycle)
        moment = first + (self._cycles.frame(cycle) + place) / self._rate
        self._latest = max(self._latest, min(moment, time.monotonic() + self._block_s))
        return self._latest

    def _listen_for_the_bell(self) -> None:
        """Empty the pipe, so that the next message wakes again, and see when the latest cycle began."""
        if self.has_ended:
            raise MidiError("JACK has ended, or has thrown us out, as it does with a program that stood still.")
        with contextlib.suppress(BlockingIOError):
            os.read(self.wakes, _DROPS)
        self._cycles.first_frame(int(self._words[on_jack_thread.CYCLE]))
