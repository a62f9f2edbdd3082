"""What JACK's own threads do for MIDI: in each cycle one takes in what inputs have been sent, each message with its
frame, and writes what outputs are to send, a clock's messages at their frames; another notes what the server tells.

It is compiled, as the engine's callback is (``docs/adr/0001-callback-in-numba.md``). Python on JACK's thread would hold
up the sound of everybody; and a notice that waits for the interpreter is dangerous: one that some program has left is
taken for the next program's of the same number, whose thread is then never woken again (jackd 1.9). Messages come and
go through libjack's own rings, which one thread writes and one reads.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from llvmlite import binding
from numba import cfunc, njit, types
from numba.np.numpy_support import carray

from midi.backends.jack import library

#: What goes before a message in a ring, which is two words. The first: of an input, the cycle that brought it; of a
#: clock, the frame at which it is due; of other outputs nothing. The second: an input's place in the cycle, and from
#: `SIZE_AT` on how many bytes follow.
HEAD_BYTES: Final = 16
SIZE_AT: Final = 32
#: The words that the callback works with: the client, their own address, the latest cycle, and room for a moment, for a
#: head and for a message as libjack gives it (its place, how many bytes it has, where they are). A cycle is one word,
#: so that it is read whole: its first frame in the upper half, when it began in the lower one, in microseconds of
#: `time.monotonic`, which JACK's own clock is not.
CLIENT, HERE, CYCLE, _MOMENT, _HEAD, _EVENT = 0, 1, 2, 3, 5, 7
#: Then as many slots as there may be ports, of these words each: what it is, its port, its ring, and the end of a pipe
#: that wakes who waits for messages. What it is is written last, and taken away first.
FIRST_SLOT: Final = 10
KIND, PORT, RING, PIPE = range(4)
SLOT_WORDS: Final = 4
SLOTS: Final = 128
NOTHING, INPUT, OUTPUT, CLOCK = range(4)
_WORDS: Final = FIRST_SLOT + SLOTS * SLOT_WORDS

#: What is noted of ports: how often anything has changed, then how often each of them, by its number.
CHANGES, FIRST_PORT = range(2)
#: JACK numbers its ports below this.
_PORTS: Final = 4096

_MONOTONIC: Final = time.CLOCK_MONOTONIC

_external: Any = types.ExternalFunction
_get_buffer = _external("jack_port_get_buffer", types.intp(types.intp, types.uint32))
_clear_buffer = _external("jack_midi_clear_buffer", types.void(types.intp))
_reserve = _external("jack_midi_event_reserve", types.intp(types.intp, types.uint32, types.uintp))
_last_frame_time = _external("jack_last_frame_time", types.uint32(types.intp))
_clock_gettime = _external("clock_gettime", types.int32(types.int32, types.intp))
_read_space = _external("jack_ringbuffer_read_space", types.uintp(types.intp))
_peek = _external("jack_ringbuffer_peek", types.uintp(types.intp, types.intp, types.uintp))
_advance = _external("jack_ringbuffer_read_advance", types.void(types.intp, types.uintp))
_get = _external("jack_ringbuffer_read", types.uintp(types.intp, types.intp, types.uintp))
_event_count = _external("jack_midi_get_event_count", types.uint32(types.intp))
_get_event = _external("jack_midi_event_get", types.int32(types.intp, types.intp, types.uint32))
_write_space = _external("jack_ringbuffer_write_space", types.uintp(types.intp))
_put = _external("jack_ringbuffer_write", types.uintp(types.intp, types.intp, types.uintp))
_write = _external("write", types.intp(types.int32, types.intp, types.uintp))


def _process(frames: Any, argument: Any) -> int:
    words = carray(argument, _WORDS, np.int64)
    first = np.int64(_last_frame_time(words[CLIENT]))
    _clock_gettime(_MONOTONIC, words[HERE] + 8 * _MOMENT)
    words[CYCLE] = first << 32 | ((words[_MOMENT] * 1_000_000 + words[_MOMENT + 1] // 1000) & 0xFFFFFFFF)
    for at in range(FIRST_SLOT, _WORDS, SLOT_WORDS):
        kind = words[at + KIND]
        if kind == INPUT:
            _take_in(words, at, frames)
        elif kind != NOTHING:
            _send(words, at, frames, first)
    return 0


@njit(inline="always")
def _take_in(words: Any, at: Any, frames: Any) -> None:
    """Take what has come into an input's ring, and ring its bell."""
    ring, head = words[at + RING], words[HERE] + 8 * _HEAD
    buffer = _get_buffer(words[at + PORT], frames)
    count = _event_count(buffer)
    for number in range(count):
        _get_event(words[HERE] + 8 * _EVENT, buffer, number)
        size = words[_EVENT + 1]
        if _write_space(ring) >= HEAD_BYTES + size:
            words[_HEAD] = words[CYCLE]
            words[_HEAD + 1] = (words[_EVENT] & 0xFFFFFFFF) | size << SIZE_AT
            _put(ring, head, HEAD_BYTES)
            _put(ring, words[_EVENT + 2], size)
    if count:
        # Who waits has been woken already, when the pipe is full.
        _write(words[at + PIPE], words[HERE], 1)


@njit(inline="always")
def _send(words: Any, at: Any, frames: Any, first: Any) -> None:
    """Write what is due of an output's ring, in its order."""
    ring, head = words[at + RING], words[HERE] + 8 * _HEAD
    buffer = _get_buffer(words[at + PORT], frames)
    _clear_buffer(buffer)
    latest, written = np.int64(0), 0
    while _read_space(ring) >= HEAD_BYTES:
        _peek(ring, head, HEAD_BYTES)
        size = words[_HEAD + 1] >> SIZE_AT
        if _read_space(ring) < HEAD_BYTES + size:
            break
        place = np.int64(0)
        if words[at + KIND] == CLOCK:
            # JACK's frames run over after a day: what is half of them away is behind.
            place = (words[_HEAD] - first) & 0xFFFFFFFF
            if place >= 0x80000000:
                place = np.int64(0)
            if place >= frames:
                break
        latest = max(latest, place)
        room = _reserve(buffer, latest, size)
        if room == 0:
            if written:
                break
            # Longer than a whole cycle has room for: nobody can ever send it.
            _advance(ring, HEAD_BYTES + size)
        else:
            _advance(ring, HEAD_BYTES)
            _get(ring, room, size)
            written += 1


@njit(inline="always")
def _count_change(port: Any, argument: Any) -> None:
    notes = carray(argument, FIRST_PORT + _PORTS, np.int64)
    if port < _PORTS:
        notes[FIRST_PORT + port] += 1
    notes[CHANGES] += 1


def _note_end(argument: Any) -> None:
    carray(argument, 1, np.int64)[0] = 1


def _note_port(port: Any, _came: Any, argument: Any) -> None:
    _count_change(port, argument)


def _note_name(port: Any, _before: Any, _now: Any, argument: Any) -> None:
    _count_change(port, argument)


def note_end() -> int:
    """The address of what notes the server's end in the one word that it is given."""
    return _address(_note_end, types.void(types.voidptr))


def note_port() -> int:
    """The address of what notes ports that come and go in `port_notes`."""
    return _address(_note_port, types.void(types.uint32, types.int32, types.voidptr))


def note_name() -> int:
    """The address of what notes ports that are renamed in `port_notes`."""
    return _address(_note_name, types.void(types.uint32, types.voidptr, types.voidptr, types.voidptr))


def port_notes() -> npt.NDArray[np.int64]:
    """Room for what is noted of ports: `CHANGES`, and from `FIRST_PORT` on one word each."""
    return np.zeros(FIRST_PORT + _PORTS, np.int64)


def process() -> int:
    """The address of what JACK calls in each cycle, with `words`."""
    return _address(_process, types.int32(types.uint32, types.voidptr))


def prepare() -> None:
    """Have all of it compiled, so that nothing waits for it on stage. Raises `MidiError`."""
    for compiled in (note_end, note_port, note_name, process):
        compiled()


def words() -> npt.NDArray[np.int64]:
    """The callback's words, which must live as long as its client; it knows where they lie."""
    drawn = np.zeros(_WORDS, np.int64)
    drawn[HERE] = drawn.ctypes.data
    return drawn


@cache
def _address(callback: Callable[..., Any], signature: Any) -> int:
    binding.load_library_permanently(library.path())
    compiled: Any = cfunc(signature, cache=True)(callback)
    _kept.append(compiled)
    return int(compiled.address)


#: Their code lives as long as they do.
_kept: Final[list[Any]] = []
