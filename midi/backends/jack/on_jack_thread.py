"""What JACK's own threads do for MIDI: in each cycle one writes the clock's messages whose frames have come, and takes
in what an input has been sent, each message with its frame; another one notes what the server tells.

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

#: A message of the clock in its ring: the frame at which it is due, then its bytes from the lowest on, and how many
#: they are from `SIZE_AT` on.
MESSAGE_BYTES: Final = 16
SIZE_AT: Final = 32
#: What goes before a message of an input in its ring: the cycle that brought it, then its place in that from the lowest
#: on, and how many bytes it has from `SIZE_AT` on.
HEAD_BYTES: Final = 16
#: The words that a callback works with: the client, its port and its ring, their own address, the latest cycle, the end
#: of a pipe that wakes who waits for messages, and room for a moment and for a message. A cycle is one word, so that it
#: is read whole: its first frame in the upper half, when it began in the lower one, in microseconds of
#: `time.monotonic`, which JACK's own clock is not.
CLIENT, PORT, RING, HERE, CYCLE, PIPE, _MOMENT = range(7)
_MESSAGE: Final = _MOMENT + 2
#: A message as libjack gives it: its place in the cycle, how many bytes it has, where they are.
_EVENT: Final = _MESSAGE + 2
_WORDS: Final = _EVENT + 3

#: What is noted of ports: how often anything has changed, then how often each of them, by its number.
CHANGES, FIRST_PORT = range(2)
#: JACK numbers its ports below this.
_PORTS: Final = 4096

_MONOTONIC: Final = time.CLOCK_MONOTONIC

#: What JACK calls in each cycle: with its frames and our words.
_CYCLE: Final = types.int32(types.uint32, types.voidptr)

_external: Any = types.ExternalFunction
_get_buffer = _external("jack_port_get_buffer", types.intp(types.intp, types.uint32))
_clear_buffer = _external("jack_midi_clear_buffer", types.void(types.intp))
_write_event = _external("jack_midi_event_write", types.int32(types.intp, types.uint32, types.intp, types.uintp))
_last_frame_time = _external("jack_last_frame_time", types.uint32(types.intp))
_clock_gettime = _external("clock_gettime", types.int32(types.int32, types.intp))
_read_space = _external("jack_ringbuffer_read_space", types.uintp(types.intp))
_peek = _external("jack_ringbuffer_peek", types.uintp(types.intp, types.intp, types.uintp))
_advance = _external("jack_ringbuffer_read_advance", types.void(types.intp, types.uintp))
_event_count = _external("jack_midi_get_event_count", types.uint32(types.intp))
_get_event = _external("jack_midi_event_get", types.int32(types.intp, types.intp, types.uint32))
_write_space = _external("jack_ringbuffer_write_space", types.uintp(types.intp))
_put = _external("jack_ringbuffer_write", types.uintp(types.intp, types.intp, types.uintp))
_write = _external("write", types.intp(types.int32, types.intp, types.uintp))


@njit(inline="always")
def _note_cycle(words: Any) -> Any:
    """Note the cycle that has begun; its first frame."""
    first = np.int64(_last_frame_time(words[CLIENT]))
    _clock_gettime(_MONOTONIC, words[HERE] + 8 * _MOMENT)
    words[CYCLE] = first << 32 | ((words[_MOMENT] * 1_000_000 + words[_MOMENT + 1] // 1000) & 0xFFFFFFFF)
    return first


def _send(frames: Any, argument: Any) -> int:
    """The clock's."""
    words = carray(argument, _WORDS, np.int64)
    buffer = _get_buffer(words[PORT], frames)
    _clear_buffer(buffer)
    first = _note_cycle(words)
    latest = np.int64(0)
    while _read_space(words[RING]) >= MESSAGE_BYTES:
        room = words[HERE] + 8 * _MESSAGE
        _peek(words[RING], room, MESSAGE_BYTES)
        # JACK's frames run over after a day: what is half of them away is behind.
        place = (words[_MESSAGE] - first) & 0xFFFFFFFF
        if place >= 0x80000000:
            place = np.int64(0)
        if place >= frames:
            break
        latest = max(latest, place)
        _write_event(buffer, latest, room + 8, words[_MESSAGE + 1] >> SIZE_AT)
        _advance(words[RING], MESSAGE_BYTES)
    return 0


def _take_in(frames: Any, argument: Any) -> int:
    """An input's."""
    words = carray(argument, _WORDS, np.int64)
    buffer = _get_buffer(words[PORT], frames)
    _note_cycle(words)
    count = _event_count(buffer)
    for number in range(count):
        _get_event(words[HERE] + 8 * _EVENT, buffer, number)
        size = words[_EVENT + 1]
        if _write_space(words[RING]) >= HEAD_BYTES + size:
            words[_MESSAGE] = words[CYCLE]
            words[_MESSAGE + 1] = (words[_EVENT] & 0xFFFFFFFF) | size << SIZE_AT
            _put(words[RING], words[HERE] + 8 * _MESSAGE, HEAD_BYTES)
            _put(words[RING], words[_EVENT + 2], size)
    if count:
        # Who waits has been woken already, when the pipe is full.
        _write(words[PIPE], words[HERE], 1)
    return 0


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


def send() -> int:
    """The address of the clock's callback. The first time compiles. Raises `MidiError`."""
    return _address(_send, _CYCLE)


def take_in() -> int:
    """The address of an input's callback. The first time compiles. Raises `MidiError`."""
    return _address(_take_in, _CYCLE)


def prepare() -> None:
    """Have all of it compiled, so that nothing that is plugged in on stage waits for it. Raises `MidiError`."""
    for compiled in (note_end, note_port, note_name, send, take_in):
        compiled()


def words() -> npt.NDArray[np.int64]:
    """A callback's words, which must live as long as its client; it knows where they lie."""
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
