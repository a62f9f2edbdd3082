"""A song's samples as the engine plays them: mapped or in memory, lent to the audio thread until they come back."""

from __future__ import annotations

import ctypes
import mmap
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.kernel.sizes import STEMS

Samples = npt.NDArray[np.float32]

_PAGE: Final = mmap.PAGESIZE
#: Linux: fault all pages of a range in for reading, in one call.
_MADV_POPULATE_READ: Final = 22
#: Calls through it run without the interpreter's lock.
_libc: Final = ctypes.CDLL(None)


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """All stems of one song, side by side. Shape: (frames, 2 * stems), float32, C order."""

    samples: Samples = field(repr=False)
    frames: int
    stems: int
    address: int = field(repr=False)
    #: The stem that is the untouched mix, for `SetBlend`; None where the song has stems only.
    original: int | None = None

    @classmethod
    def from_array(cls, samples: Samples, original: int | None = None) -> Source:
        """Take samples as they lie, an array or a mapped pack; nothing is copied. ValueError when they do not fit."""
        if samples.ndim != 2 or samples.dtype != np.float32 or not samples.flags.c_contiguous:
            raise ValueError("Samples must be float32, frame by frame, of shape (frames, 2 * stems).")
        frames, channels = samples.shape
        if frames < 1 or channels % 2 or not 2 <= channels <= 2 * STEMS:
            raise ValueError(f"A song has 1 to {STEMS} stereo stems and at least one frame, not shape {samples.shape}.")
        if original is not None and not 0 <= original < channels // 2:
            raise ValueError(f"Stem {original} cannot be the original mix: there are {channels // 2}, counted from 0.")
        return cls(samples, frames, channels // 2, samples.ctypes.data, original)

    def prefault(self) -> bool:
        """Have every page in memory, so that the audio thread never waits for the disk; True when it is locked there.

        Takes as long as the disk takes, and leaves the interpreter to others meanwhile. Thread: loader. Whether pages
        may be locked is a matter of the system's limits; without, they may leave again when memory runs short.
        """
        start, length = self._pages()
        if _libc.madvise(start, length, _MADV_POPULATE_READ) != 0:
            self._touch()
        return bool(_libc.mlock(start, length) == 0)

    def release(self) -> None:
        """Unlock the pages. Only when the engine has returned the source."""
        _libc.munlock(*self._pages())

    def _pages(self) -> tuple[ctypes.c_void_p, ctypes.c_size_t]:
        start = self.address - self.address % _PAGE
        return ctypes.c_void_p(start), ctypes.c_size_t(self.address + self.samples.nbytes - start)

    def _touch(self) -> None:
        # One sample per page; numpy lets the interpreter go for sums of this size.
        np.add.reduce(self.samples.reshape(-1)[:: _PAGE // 4])
