"""What JACK's own thread does for the clock: in each cycle it writes the messages whose frames have come.

It is compiled, as the engine's callback is (``docs/adr/0001-callback-in-numba.md``): Python on JACK's thread would hold
up the sound of everybody. Messages come to it through libjack's own ring, which one thread writes and one reads.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from llvmlite import binding
from numba import cfunc, types
from numba.np.numpy_support import carray

#: A message in the ring: the frame at which it is due, then its bytes from the lowest on, and how many they are from
#: `SIZE_AT` on.
MESSAGE_BYTES: Final = 16
SIZE_AT: Final = 32
#: The words that the callback works with: the client, its port and its ring, their own address, the latest cycle, and
#: room for a moment and for a message. A cycle is one word, so that it is read whole: its first frame in the upper
#: half, when it began in the lower one, in microseconds of `time.monotonic`, which JACK's own clock is not.
WORDS: Final = 9
CLIENT, PORT, RING, HERE, CYCLE, _MOMENT = range(6)
_MESSAGE: Final = _MOMENT + 2

_MONOTONIC: Final = time.CLOCK_MONOTONIC

_external: Any = types.ExternalFunction
_get_buffer = _external("jack_port_get_buffer", types.intp(types.intp, types.uint32))
_clear_buffer = _external("jack_midi_clear_buffer", types.void(types.intp))
_write_event = _external("jack_midi_event_write", types.int32(types.intp, types.uint32, types.intp, types.uintp))
_last_frame_time = _external("jack_last_frame_time", types.uint32(types.intp))
_clock_gettime = _external("clock_gettime", types.int32(types.int32, types.intp))
_read_space = _external("jack_ringbuffer_read_space", types.uintp(types.intp))
_peek = _external("jack_ringbuffer_peek", types.uintp(types.intp, types.intp, types.uintp))
_advance = _external("jack_ringbuffer_read_advance", types.void(types.intp, types.uintp))


def _process(frames: Any, argument: Any) -> int:
    words = carray(argument, WORDS, np.int64)
    buffer = _get_buffer(words[PORT], frames)
    _clear_buffer(buffer)
    first = np.int64(_last_frame_time(words[CLIENT]))
    _clock_gettime(_MONOTONIC, words[HERE] + 8 * _MOMENT)
    words[CYCLE] = first << 32 | ((words[_MOMENT] * 1_000_000 + words[_MOMENT + 1] // 1000) & 0xFFFFFFFF)
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


@cache
def process(library: str) -> Callable[..., int]:
    """The compiled callback, whose ``address`` JACK calls; ``library`` is libjack's file. The first time compiles."""
    binding.load_library_permanently(library)
    compiled: Any = cfunc(types.int32(types.uint32, types.voidptr), cache=True)(_process)
    return compiled  # type: ignore[no-any-return]


def words() -> npt.NDArray[np.int64]:
    """The callback's words, which must live as long as its client; it knows where they lie."""
    drawn = np.zeros(WORDS, np.int64)
    drawn[HERE] = drawn.ctypes.data
    return drawn
