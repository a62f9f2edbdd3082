"""What the callback asks of the system: the time, and the number of its thread. Neither allocates nor waits.

The functions are named, not pointed to, so that compiled code that calls them can be kept on disk.
"""

from __future__ import annotations

import sys
import time
from typing import Any, Final

from numba import types

from engine.kernel.compiled import compiled
from engine.kernel.memory import address_of

_external: Any = types.ExternalFunction
_clock_gettime = _external("clock_gettime", types.int32(types.int32, types.intp))
_nanosleep = _external("nanosleep", types.int32(types.intp, types.intp))
_SECOND: Final = 1_000_000_000
_MONOTONIC: Final = time.CLOCK_MONOTONIC

if sys.platform == "linux":
    _gettid = _external("gettid", types.int32())

    @compiled
    def thread_number():
        """The calling thread's number, as the scheduler knows it."""
        return int(_gettid())

else:

    @compiled
    def thread_number():
        """0: only Linux names its threads by number."""
        return 0


@compiled
def nanoseconds(timespec):
    """The monotonic clock, the one of `time.monotonic_ns`. ``timespec`` is room for the system's answer."""
    _clock_gettime(_MONOTONIC, address_of(timespec))
    return timespec.seconds * _SECOND + timespec.nanoseconds


@compiled
def sleep_until(timespec, moment):
    """Sleep until the monotonic clock has come to a moment; at once when it has passed."""
    rest = moment - nanoseconds(timespec)
    if rest > 0:
        timespec.seconds = rest // _SECOND
        timespec.nanoseconds = rest % _SECOND
        _nanosleep(address_of(timespec), 0)
