"""A client of the JACK server: how it is entered, how its end is heard, how it is left."""

from __future__ import annotations

import ctypes
import time
from typing import Any, Final

import numpy as np

from midi.backends.jack import on_jack_thread
from midi.backends.jack.cycles import WRAP
from midi.backends.jack.library import MIDI, NO_START_SERVER, libjack, quick
from sfa_live.errors import MidiError

#: Seconds that the first cycle may take to come.
_FIRST_CYCLE_S: Final = 0.5

#: Seconds that a client may be behind the server.
_LEFT_OUT_S: Final = 0.5

#: Clients of servers that died; libjack may still hold what they lent it.
_left_behind: Final[list[JackClient]] = []


class JackClient:
    """One client; `MidiError` when no server answers. Thread: any, one at a time."""

    def __init__(self, name: str) -> None:
        self._lib = libjack()
        #: Not 0 any more when the server has ended, or has thrown us out.
        self._end = np.zeros(1, np.int64)
        #: What libjack knows it by; None when it was left.
        self.handle: Any = self._lib.jack_client_open(name.encode(), NO_START_SERVER, ctypes.byref(ctypes.c_int()))
        if not self.handle:
            raise MidiError("No JACK server answers.")
        self._lib.jack_on_shutdown(self.handle, on_jack_thread.note_end(), self._end.ctypes.data)
        #: What has to live as long as libjack may call it.
        self._lent: list[object] = []

    @property
    def has_ended(self) -> bool:
        """Whether the server has ended, or has thrown the client out. Thread: any."""
        return bool(self._end[0])

    def register(self, port: str, flags: int) -> Any:
        """A MIDI port of ours. Raises `MidiError`."""
        found = self._lib.jack_port_register(self.handle, port.encode(), MIDI, flags, 0)
        if not found:
            raise MidiError(f"JACK gives us no port {port!r}.")
        return found

    def begin(self, callback: int, words: Any) -> None:
        """Have what is at an address of `on_jack_thread` called in each cycle, with its words, until we leave.

        Returns with the first cycle. Raises `MidiError`.
        """
        self.lend(words)
        words[on_jack_thread.CLIENT] = self.handle
        self._lib.jack_set_process_callback(self.handle, callback, words.ctypes.data)
        if self._lib.jack_activate(self.handle):
            raise MidiError("JACK does not let us begin.")
        end = time.monotonic() + _FIRST_CYCLE_S
        while words[on_jack_thread.CYCLE] == 0:
            if time.monotonic() > end:
                raise MidiError("JACK does not begin to play.")
            time.sleep(0.001)

    def is_left_out(self, cycle: int) -> bool:
        """Whether the server goes on without us: it has had many cycles behind the latest one that we were called in.

        Then we are never called again, though the server lives; only entering anew helps.
        """
        if self.handle is None or self.has_ended:
            return False
        behind: int = quick().jack_last_frame_time(self.handle) - (cycle >> 32) & WRAP
        return _LEFT_OUT_S * self.rate < behind < WRAP // 2

    def connect(self, source: str, sink: str) -> bool:
        """Connect two ports, by their full names. False: one of them is not there, or does not want it."""
        return not self._lib.jack_connect(self.handle, source.encode(), sink.encode())

    def name_of(self, port: Any) -> str:
        """A port's full name."""
        name: bytes = self._lib.jack_port_name(port)
        return name.decode()

    def lend(self, what: object) -> None:
        """Keep something as long as libjack may use it."""
        self._lent.append(what)

    @property
    def rate(self) -> int:
        """The server's sample rate, in Hz."""
        return int(self._lib.jack_get_sample_rate(self.handle))

    @property
    def block(self) -> int:
        """The frames of a cycle."""
        return int(self._lib.jack_get_buffer_size(self.handle))

    def close(self) -> bool:
        """Leave the server: then nothing that was lent is used any more.

        False when the server has died: then it is not touched again, as closing its client can crash the process, and
        what was lent has to stay.
        """
        handle, self.handle = self.handle, None
        if handle is None:
            return not self.has_ended
        if self.has_ended:
            _left_behind.append(self)
            return False
        self._lib.jack_client_close(handle)
        return True
