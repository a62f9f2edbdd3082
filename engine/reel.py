"""Memory that the audio thread records into, and that a writer empties: rings that turn together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from engine import kernel
from engine.kernel.codes import ReelEnd
from engine.kernel.layout import REEL

Samples = npt.NDArray[np.float32]

#: Frames that a ring holds: at 48 kHz it bears a disk that does nothing for 5.4 seconds.
RING_FRAMES: Final = 1 << 18


class Reel:
    """One recording's memory. Lent to the audio thread from `StartReel` on, until `ended`. Thread: the writer's."""

    def __init__(self, places: Sequence[int], frames: int = RING_FRAMES) -> None:
        """A ring of ``frames``, a power of two, for each of ``places``: see `engine.kernel.tap`."""
        self._header = np.zeros(1, REEL)
        # Written to, not only asked for: a page that is touched first by the audio thread would cost it a fault.
        self._rings = np.empty((len(places), frames, 2), np.float32)
        self._rings.fill(0.0)
        self._frames = frames
        self._read = 0
        self._refused = False
        #: The command that it was turned by last, while that may be taken back; and whether it is its end that waits.
        self.waits: int | None = None
        self.ending = False
        self._header["started"] = -1
        self._header["frames"] = frames
        for place, ring in zip(places, self._rings, strict=True):
            self._header["rings"][0, place] = ring.ctypes.data
        self.address = int(self._header.ctypes.data)

    @property
    def started(self) -> int | None:
        """The first frame on it, on the engine's clock; None before it has begun."""
        frame = int(self._header["started"][0])
        return None if frame < 0 else frame

    @property
    def frames(self) -> int:
        """How many frames were recorded so far."""
        return int(kernel.recorded(self.address))

    @property
    def ended(self) -> ReelEnd | None:
        """Why the audio thread has given it back; None while it has not."""
        why = int(kernel.reel_ended(self.address))
        return ReelEnd(why) if why else None

    def waiting(self, most: int) -> list[Samples]:
        """The oldest frames that were not taken yet, of every place alike; ``most`` of them, in one piece.

        Shape: (frames, 2) each, float32. They are valid until they are `taken`.
        """
        first = self._read % self._frames
        count = min(self.frames - self._read, most, self._frames - first)
        return [ring[first : first + count] for ring in self._rings]

    def taken(self, count: int) -> None:
        """So many of the waiting frames may be written over."""
        self._read += count
        kernel.free_reel(self.address, self._read)

    def refuse_more(self) -> None:
        """Have it back soon: the audio thread ends it with its next block. Thread: any."""
        self._refused = True
        kernel.refuse_more(self.address)

    def never_begins(self) -> None:
        """The audio thread has refused to start it, and does not know it any more: it has ended, without a frame."""
        self._header["ended"]["value"] = ReelEnd.STOPPED

    def has_room(self, frames: int) -> bool:
        """True when so many frames more fit, or will not be put there anyway. Thread: any."""
        return self._refused or self.ended is not None or self.frames - self._read + frames <= self._frames
