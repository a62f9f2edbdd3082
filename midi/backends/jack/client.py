"""Our client of the JACK server: how it is entered and left, how its ports are opened, what the server tells.

It is one for all ports. Of several clients of one process the server can leave one out for good, which is then never
called again, while programs come and go on a machine that is busy (jackd 1.9.21: "not finished, state = Triggered").
"""

from __future__ import annotations

import ctypes
import threading
import time
from typing import Any, Final

import numpy as np

from midi.backends.jack import on_jack_thread
from midi.backends.jack.cycles import WRAP
from midi.backends.jack.library import (
    IS_INPUT,
    IS_OUTPUT,
    IS_PHYSICAL,
    MIDI,
    NO_START_SERVER,
    PLAYBACK,
    Range,
    libjack,
    quick,
)
from midi.backends.jack.on_jack_thread import CYCLE, FIRST_SLOT, INPUT, KIND, NOTHING, PIPE, PORT, RING, SLOT_WORDS
from sfa_live.errors import MidiError

#: Seconds that the first cycle may take to come, and a cycle behind which a port is used no more.
_CYCLE_S: Final = 0.5
#: Seconds that the server may be ahead of us.
_LEFT_OUT_S: Final = 0.5

#: Clients of servers that died; libjack may still hold what they lent it.
_left_behind: Final[list[JackClient]] = []


class JackClient:
    """The client; `MidiError` when no server answers. Thread: any, but for `close`, behind which nothing is used."""

    def __init__(self, name: str) -> None:
        self._lib = libjack()
        on_jack_thread.prepare()
        #: Not 0 any more when the server has ended, or has thrown us out.
        self._end = np.zeros(1, np.int64)
        self._notes = on_jack_thread.port_notes()
        self._words = on_jack_thread.words()
        self._opening = threading.Lock()
        self._slots: set[Slot] = set()
        #: What libjack knows it by; None when it was left.
        self.handle: Any = self._lib.jack_client_open(name.encode(), NO_START_SERVER, ctypes.byref(ctypes.c_int()))
        if not self.handle:
            raise MidiError("No JACK server answers.")
        #: In Hz, and in frames.
        self.rate = int(self._lib.jack_get_sample_rate(self.handle))
        self.block = int(self._lib.jack_get_buffer_size(self.handle))
        try:
            self._begin()
        except MidiError:
            self.close()
            raise

    @property
    def is_there(self) -> bool:
        """Whether the server lives and calls us. Thread: any."""
        if self.handle is None or self._end[0]:
            return False
        ahead: int = quick().jack_last_frame_time(self.handle) - (self.cycle >> 32) & WRAP
        # What seems to be half of all frames ahead is behind: we have just been called.
        return ahead <= _LEFT_OUT_S * self.rate or ahead > WRAP // 2

    @property
    def cycle(self) -> int:
        """The latest cycle, as `Cycles` takes it."""
        return int(self._words[CYCLE])

    @property
    def changes(self) -> int:
        """Grows with every port that comes, goes or is renamed."""
        return int(self._notes[on_jack_thread.CHANGES])

    def open(self, kind: int, name: str | None, ring_bytes: int, target: str | None, pipe: int = -1) -> Slot:
        """A port of ours of a kind of `on_jack_thread`, connected to another one. Raises `MidiError`.

        ``name``: None is one that nobody has to know. ``target``: the other's full name; None: of none.
        """
        with self._opening:
            slot = Slot(self, self._free_place(), kind, name=name, ring_bytes=ring_bytes, pipe=pipe)
            self._slots.add(slot)
        if target is not None and not slot.connect(target):
            slot.close()
            raise MidiError(f"{target} cannot be connected: it may have been unplugged.")
        return slot

    def latency_of(self, name: str) -> int:
        """How long what is sent to another's port takes to arrive, in frames; 0 for one that is not there."""
        port = self._lib.jack_port_by_name(self.handle, name.encode())
        return _latency_of(port) if port else 0

    def use(self, slot: Slot, kind: int, pipe: int) -> None:
        """Have the callback work on a port."""
        words, place = self._words, slot.place
        words[place + PORT], words[place + RING], words[place + PIPE] = slot.port, slot.ring, pipe
        words[place + KIND] = kind

    def give_back(self, slot: Slot) -> bool:
        """Close a port. False: nobody can tell whether the callback is still at it, so what it uses has to stay."""
        with self._opening:
            if slot not in self._slots:
                return slot.ring is None
            if not self.is_there:
                # No cycle comes for which to wait.
                return False
            # The last that was sent must be out of the port's buffer, or those who hear it hear it again and again.
            self._wait_for_cycles()
            self._words[slot.place + KIND] = NOTHING
            if not self._wait_for_cycles():
                return False
            self._slots.remove(slot)
        self._lib.jack_port_unregister(self.handle, slot.port)
        slot.free()
        return True

    def ports(self, flags: int) -> list[str]:
        """The full names of all MIDI ports with these flags."""
        if self.handle is None:
            return []
        found = self._lib.jack_get_ports(self.handle, None, MIDI, flags)
        if not found:
            return []
        names: list[str] = []
        while (name := found[len(names)]) is not None:
            names.append(name.decode(errors="replace"))
        self._lib.jack_free(found)
        return names

    def describe(self, port: str) -> tuple[str, bool, int]:
        """What a port is really called ("system:midi_capture_1" has a better name), and whether it is a program's.

        The number is another one for a port that has gone and come back: JACK gives numbers, and names, again at once.
        """
        handle = self._lib.jack_port_by_name(self.handle, port.encode())
        if not handle:
            return port, True, 0
        first, second = (ctypes.create_string_buffer(self._lib.jack_port_name_size()) for _ in range(2))
        places = (ctypes.c_char_p * 2)(*(ctypes.cast(buffer, ctypes.c_char_p) for buffer in (first, second)))
        self._lib.jack_port_get_aliases(handle, places)
        alias = (second.value or first.value).decode(errors="replace")
        # jackd's handles are its numbers.
        place = on_jack_thread.FIRST_PORT + handle
        plug = int(self._notes[place]) if place < len(self._notes) else 0
        return alias or port, not self._lib.jack_port_flags(handle) & IS_PHYSICAL, plug

    def close(self) -> None:
        """Leave the server, and close all ports. One that has died is not touched again: that can end the process."""
        handle, self.handle = self.handle, None
        if handle is None:
            return
        if self._end[0]:
            _left_behind.append(self)
            return
        self._lib.jack_client_close(handle)
        for slot in self._slots:
            slot.free()
        self._slots.clear()

    def _begin(self) -> None:
        lib, handle, notes = self._lib, self.handle, self._notes.ctypes.data
        self._words[on_jack_thread.CLIENT] = handle
        lib.jack_on_shutdown(handle, on_jack_thread.note_end(), self._end.ctypes.data)
        lib.jack_set_port_registration_callback(handle, on_jack_thread.note_port(), notes)
        lib.jack_set_port_rename_callback(handle, on_jack_thread.note_name(), notes)
        lib.jack_set_process_callback(handle, on_jack_thread.process(), self._words.ctypes.data)
        if lib.jack_activate(handle):
            raise MidiError("JACK does not let us begin.")
        if not self._wait_for_cycle(0):
            raise MidiError("JACK does not call us.")

    def _free_place(self) -> int:
        taken = {slot.place for slot in self._slots}
        for place in range(FIRST_SLOT, len(self._words), SLOT_WORDS):
            if place not in taken:
                return place
        raise MidiError(f"More than {on_jack_thread.SLOTS} MIDI ports are open: unplug something.")

    def _wait_for_cycles(self) -> bool:
        """Until one has begun and ended: the callback may be in the midst of another. False: none comes."""
        return self._wait_for_cycle(self.cycle) and self._wait_for_cycle(self.cycle)

    def _wait_for_cycle(self, before: int) -> bool:
        end = time.monotonic() + _CYCLE_S
        while self.cycle == before:
            if time.monotonic() > end or self._end[0] or self.handle is None:
                return False
            time.sleep(0.001)
        return True


class Slot:
    """One port of ours: its ring, and where the callback finds it."""

    def __init__(
        self, client: JackClient, place: int, kind: int, *, name: str | None, ring_bytes: int, pipe: int
    ) -> None:
        self._client = client
        self._lib = libjack()
        self._quick = quick()
        self.place = place
        self.ring: Any = self._quick.jack_ringbuffer_create(ring_bytes)
        flags = IS_INPUT if kind == INPUT else IS_OUTPUT
        called = name or f"{'in' if kind == INPUT else 'out'} {place}"
        self.port = self._lib.jack_port_register(client.handle, called.encode(), MIDI, flags, 0)
        if not self.port:
            self.free()
            raise MidiError(f"JACK gives us no port {called!r}.")
        self._is_input = kind == INPUT
        client.use(self, kind, pipe)

    def connect(self, other: str) -> bool:
        """Connect it. False: the other is not there, or does not want it."""
        ends = [self._lib.jack_port_name(self.port), other.encode()]
        source, sink = reversed(ends) if self._is_input else ends
        return not self._lib.jack_connect(self._client.handle, source, sink)

    @property
    def waits(self) -> bool:
        """Whether something of an output's has not left yet."""
        return self.ring is not None and self._quick.jack_ringbuffer_read_space(self.ring) > 0

    def put(self, message: bytes, frame: int = 0) -> None:
        """Have an output send a message, a clock's at a frame. Raises `MidiError`. Thread: one, the port's."""
        record = frame.to_bytes(8, "little") + (len(message) << on_jack_thread.SIZE_AT).to_bytes(8, "little") + message
        if self._quick.jack_ringbuffer_write_space(self.ring) < len(record):
            raise MidiError("JACK takes no more: its server stands still.")
        self._quick.jack_ringbuffer_write(self.ring, record, len(record))

    @property
    def latency(self) -> int:
        """How long what is sent takes to arrive, in frames. JACK works it out some time behind a connection."""
        return _latency_of(self.port)

    def close(self) -> bool:
        """Give the port back. False: what it uses has to stay. Harmless when its server has gone."""
        return self._client.give_back(self)

    def free(self) -> None:
        """Give its ring back: nobody uses it any more."""
        ring, self.ring = self.ring, None
        if ring is not None:
            self._quick.jack_ringbuffer_free(ring)


def _latency_of(port: Any) -> int:
    span = Range()
    libjack().jack_port_get_latency_range(port, PLAYBACK, ctypes.byref(span))
    return int(span.most)
