"""What the C library does with memory that is freed."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

#: glibc's names for these settings, in malloc.h.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
#: Bytes from which a piece of memory is the system's own, and goes back when it is freed.
_OWN_BYTES: Final = 1 << 16
#: Bytes that a thread may keep in hand for its next pieces.
_IN_HAND_BYTES: Final = 1 << 17


#: How the C library gives back what it keeps, also between pieces that are in use; None where it cannot.
_trim: Final = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def give_back_all() -> None:
    """Have all memory that is free go back to the system, small pieces too. Takes some ten milliseconds.

    For a moment of rest: who frees or asks for memory meanwhile may have to wait. Thread: any; leaves the interpreter
    to others.
    """
    if _trim is not None:
        _trim(0)


def give_back_what_is_freed() -> None:
    """Have memory go back to the system when it is freed. Thread: main, before the others.

    Left alone, glibc learns from every large piece that is freed to keep the next ones, for each thread by itself:
    stretchers that come and go all night would hold twice what is in use. Elsewhere than on Linux with glibc the system
    does as it likes.
    """
    if sys.platform != "linux" or not hasattr(libc := ctypes.CDLL(None), "mallopt"):
        return
    libc.mallopt(_MMAP_THRESHOLD, _OWN_BYTES)
    libc.mallopt(_TRIM_THRESHOLD, _IN_HAND_BYTES)
