"""The table behind varispeed: windowed sincs for every place between two samples and for every speed.

A bank per speed: below and at the recording's speed the filter passes all that a sample rate can hold; faster, its
edge comes down by as much as the speed goes up, so that what would be heard as a wrong, lower tone is filtered first.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

#: Samples that one output sample is made of.
TAPS: Final = 32
#: Samples before the reading position among them.
BEFORE: Final = TAPS // 2 - 1
#: Steps between two samples; between two steps the coefficients are interpolated.
PHASES: Final = 512
#: Filters for speeds above 1.0, evenly up to `FASTEST`, besides the one for all others.
FAST_BANKS: Final = 8
FASTEST: Final = 1.5
#: Shape of the Kaiser window: its side lobes lie 100 dB down.
_BETA: Final = 10.0


def sinc_table() -> npt.NDArray[np.float32]:
    """All coefficients. Shape: (banks, phases + 1, taps), float32; each row sums to 1."""
    phase = np.arange(PHASES + 1)[:, None] / PHASES
    distance = np.arange(TAPS)[None, :] - BEFORE - phase
    inside = np.clip(1.0 - (distance / (TAPS / 2)) ** 2, 0.0, None)
    window = np.i0(_BETA * np.sqrt(inside)) / np.i0(_BETA)
    banks = []
    for bank in range(FAST_BANKS + 1):
        edge = 1.0 / (1.0 + (FASTEST - 1.0) * bank / FAST_BANKS)
        rows = edge * np.sinc(edge * distance) * window
        banks.append(rows / rows.sum(axis=1, keepdims=True))
    return np.ascontiguousarray(banks, dtype=np.float32)
