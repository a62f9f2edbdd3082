"""Where the beats of a song are, as the engine reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class BeatGrid:
    """Beats in frames of the song, ascending; the tempo may change with every one. Outside, the outermost ones go on.

    ``downbeat`` is the number of a beat that begins a bar of four; shape of ``beats``: (count,), float64.
    """

    beats: npt.NDArray[np.float64] = field(repr=False)
    downbeat: int = 0

    @classmethod
    def from_beats(cls, beats: Sequence[float] | npt.NDArray[np.float64], downbeat: int = 0) -> BeatGrid:
        """Take beats in frames. Raises ValueError unless there are two or more, ascending, 32 frames apart at least."""
        places = np.ascontiguousarray(beats, dtype=np.float64)
        if places.ndim != 1 or len(places) < 2 or not (np.diff(places) >= 32.0).all() or not np.isfinite(places).all():
            raise ValueError("A beat grid needs two beats or more, in ascending order.")
        return cls(places, downbeat)

    @property
    def address(self) -> int:
        """Where the beats lie."""
        return int(self.beats.ctypes.data)
