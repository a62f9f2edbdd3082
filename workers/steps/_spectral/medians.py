"""Running medians over a spectrogram: what lasts stands out along time, what strikes along frequency."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

#: Magnitudes, (frames, bins).
Spectrogram = NDArray[np.float32]


@numba.njit(cache=True, nogil=True, fastmath=True)
def _running_median(values, width, result):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Median over ``width`` rows around each row, for all columns at once.

    Forgetful selection: of any half-and-two values the smallest and the largest cannot be the median, so they are
    dropped and the next value comes in. All columns go through the same comparisons, which the compiler vectorises.
    """
    rows, columns = values.shape
    kept = width // 2 + 2
    pool = np.empty((kept, columns), np.float32)
    for row in range(rows):
        for index in range(kept):
            pool[index] = values[min(max(row - width // 2 + index, 0), rows - 1)]
        size = kept
        incoming = kept
        while True:
            for index in range(1, size):
                for column in range(columns):
                    low, high = pool[0, column], pool[index, column]
                    pool[0, column], pool[index, column] = min(low, high), max(low, high)
            for index in range(1, size - 1):
                for column in range(columns):
                    low, high = pool[index, column], pool[size - 1, column]
                    pool[index, column], pool[size - 1, column] = min(low, high), max(low, high)
            if incoming == width:
                break
            pool[0] = values[min(max(row - width // 2 + incoming, 0), rows - 1)]
            incoming += 1
            size -= 1
        result[row] = pool[1]


def median_over_time(spectrogram: Spectrogram, frames: int) -> Spectrogram:
    """Each value replaced by the median of its ``frames`` neighbours in time; ``frames`` is odd."""
    result = np.empty_like(spectrogram)
    _running_median(spectrogram, frames, result)
    return result


def median_over_frequency(spectrogram: Spectrogram, bins: int) -> Spectrogram:
    """Each value replaced by the median of its ``bins`` neighbours in frequency; ``bins`` is odd."""
    return np.ascontiguousarray(median_over_time(np.ascontiguousarray(spectrogram.T), bins).T)
