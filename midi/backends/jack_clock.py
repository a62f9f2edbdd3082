"""MIDI clock through JACK, every message at its own frame.

python-rtmidi sends whatever it is given at the beginning of a cycle: at 128 frames that is 2.7 ms of jitter. So the
clock has a JACK client of its own, which is given its messages ahead and writes each at the frame that it is for.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import threading
import time
from functools import cache
from typing import Any, Final

from midi.backends import jack_process
from midi.clock.frame_times import FrameTimes
from midi.ports import VIRTUAL_CLOCK
from sfa_live.errors import MidiError

logger = logging.getLogger("sfa_live.midi.clock")

#: JackNoStartServer, JackPortIsOutput, JackPlaybackLatency.
_NO_START_SERVER: Final = 1
_IS_OUTPUT: Final = 2
_PLAYBACK: Final = 1
_MIDI: Final = b"8 bit raw midi"
#: Bytes of the ring: a power of two, more messages than a receiver gets in ten seconds.
_RING: Final = 16_384
#: JACK counts frames up to here and begins again, and so do we the microseconds of a cycle.
_WRAP: Final = 0xFFFFFFFF
#: Seconds that a message is given ahead of its cycle, for a thread that the interpreter holds up.
_SLACK_S: Final = 0.008

#: Seconds that the first cycle may take to come.
_FIRST_CYCLE_S: Final = 0.5
#: Seconds that the last message may take to leave, when the server is late.
_FAREWELL_S: Final = 0.25

#: Clients of servers that died; libjack may still hold what they lent it.
_left_behind: Final[list[JackClock]] = []

_Shutdown = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class _Range(ctypes.Structure):
    _fields_ = (("least", ctypes.c_uint32), ("most", ctypes.c_uint32))


class JackClock:
    """A port of ours that sends to another one, or to whoever is connected to it. Implements `ClockPort`."""

    def __init__(self, client: str, target: str | None) -> None:
        """``target`` is the full name of a JACK port; None: of none. Raises `MidiError`. Thread: the keeper's."""
        self._lib = _libjack()
        self._ended = threading.Event()
        self._notice = _Shutdown(lambda _: self._ended.set())
        self._client = self._lib.jack_client_open(client.encode(), _NO_START_SERVER, ctypes.byref(ctypes.c_int()))
        if not self._client:
            raise MidiError("No JACK server answers.")
        self._words = jack_process.words()
        self._ring = self._lib.jack_ringbuffer_create(_RING)
        self._port = self._register(target)
        self._words[jack_process.CLIENT] = self._client
        self._words[jack_process.PORT] = self._port
        self._words[jack_process.RING] = self._ring
        self._begin(target)
        self._rate = self._lib.jack_get_sample_rate(self._client)
        self._latency_s = self._playback_latency_s()
        self._times = FrameTimes(self._rate)
        #: A cycle is worked out one cycle before it is over, and what is sent takes its time to arrive.
        self.ahead_s = 2 * self._lib.jack_get_buffer_size(self._client) / self._rate + self._latency_s + _SLACK_S

    def send(self, message: bytes, at: float) -> None:
        """Have it written at the frame from which it arrives at a moment of `time.monotonic`. Thread: the clock's."""
        if self._client is None or self._ended.is_set():
            return
        frame = round((at - self._latency_s - self._first_frame()) * self._rate) & _WRAP
        text = int.from_bytes(message, "little") | len(message) << jack_process.SIZE_AT
        record = frame.to_bytes(8, "little") + text.to_bytes(8, "little")
        if self._lib.jack_ringbuffer_write_space(self._ring) < len(record):
            raise MidiError("JACK takes no more of the clock: its server stands still.")
        self._lib.jack_ringbuffer_write(self._ring, record, len(record))

    def close(self) -> None:
        """Leave the server, when the last message has left. One that has died is not touched again."""
        client, self._client = self._client, None
        if client is None:
            return
        if self._ended.is_set():
            _left_behind.append(self)
            return
        end = time.monotonic() + _FAREWELL_S
        while self._lib.jack_ringbuffer_read_space(self._ring) and time.monotonic() < end:
            time.sleep(self.ahead_s)
        time.sleep(self.ahead_s)
        self._lib.jack_client_close(client)
        self._lib.jack_ringbuffer_free(self._ring)

    def _first_frame(self) -> float:
        """When the server's frame 0 was, as our own cycles have it: JACK's own answer takes seconds to come to rest."""
        now = time.monotonic()
        cycle = int(self._words[jack_process.CYCLE])
        began = now - (round(now * 1e6) - cycle & _WRAP) / 1e6
        return self._times.note((cycle >> 32) & _WRAP, began)

    def _register(self, target: str | None) -> Any:
        name = VIRTUAL_CLOCK if target is None else "out"
        port = self._lib.jack_port_register(self._client, name.encode(), _MIDI, _IS_OUTPUT, 0)
        if not port:
            self._give_up("JACK gives the clock no port.")
        return port

    def _begin(self, target: str | None) -> None:
        lib = self._lib
        lib.jack_on_shutdown(self._client, self._notice, None)
        lib.jack_set_process_callback(self._client, _callback().address, self._words.ctypes.data)
        if lib.jack_activate(self._client):
            self._give_up("JACK does not let the clock begin.")
        end = time.monotonic() + _FIRST_CYCLE_S
        while self._words[jack_process.CYCLE] == 0:
            if time.monotonic() > end:
                self._give_up("JACK does not begin to play the clock.")
            time.sleep(0.001)
        if target is not None and lib.jack_connect(self._client, lib.jack_port_name(self._port), target.encode()):
            self._give_up(f"{target} takes no clock: it may have been unplugged.")

    def _playback_latency_s(self) -> float:
        span = _Range()
        self._lib.jack_port_get_latency_range(self._port, _PLAYBACK, ctypes.byref(span))
        return float(span.most) / float(self._rate)

    def _give_up(self, reason: str) -> None:
        self._lib.jack_client_close(self._client)
        self._lib.jack_ringbuffer_free(self._ring)
        self._client = None
        raise MidiError(reason)


def prepare() -> None:
    """Have the callback compiled, so that no clock that is begun on stage waits for it. Raises `MidiError`."""
    _callback()


@cache
def _callback() -> Any:
    return jack_process.process(_library())


def _library() -> str:
    name = ctypes.util.find_library("jack")
    if name is None:
        raise MidiError("JACK is not installed on this machine (there is no libjack).")
    return name


@cache
def _libjack() -> Any:
    lib = ctypes.CDLL(_library())
    pointer, text, count = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32
    for name, result, *arguments in (
        ("jack_client_open", pointer, text, ctypes.c_int, pointer),
        ("jack_client_close", ctypes.c_int, pointer),
        ("jack_on_shutdown", None, pointer, _Shutdown, pointer),
        ("jack_set_process_callback", ctypes.c_int, pointer, pointer, pointer),
        ("jack_activate", ctypes.c_int, pointer),
        ("jack_connect", ctypes.c_int, pointer, text, text),
        ("jack_port_register", pointer, pointer, text, text, ctypes.c_ulong, ctypes.c_ulong),
        ("jack_port_name", text, pointer),
        ("jack_port_get_latency_range", None, pointer, ctypes.c_int, pointer),
        ("jack_get_sample_rate", count, pointer),
        ("jack_get_buffer_size", count, pointer),
        ("jack_ringbuffer_create", pointer, ctypes.c_size_t),
        ("jack_ringbuffer_free", None, pointer),
        ("jack_ringbuffer_write", ctypes.c_size_t, pointer, text, ctypes.c_size_t),
        ("jack_ringbuffer_read_space", ctypes.c_size_t, pointer),
        ("jack_ringbuffer_write_space", ctypes.c_size_t, pointer),
    ):
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib
