"""Where the bars begin: low drums and changes of harmony mark the first beat."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from workers.steps._analysis.listening import CHROMA_PER_SECOND, ONSETS_PER_SECOND, Heard

Floats = NDArray[np.float64]
Series = NDArray[np.float32]

#: How much each sign counts.
_LOW: Final = 1.0
_ONSET: Final = 0.3
_HARMONY: Final = 1.5
#: Four beats a bar unless three fit better by this much.
_FOUR_BONUS: Final = 0.25


def find_bars(beats: Floats, heard: Heard) -> tuple[int, int]:
    """Beats per bar, 3 or 4, and which of the first beats begins one."""
    if len(beats) < 8:
        return 4, 0
    signs = (
        _LOW * _standard(_near(heard.low_onsets, beats * ONSETS_PER_SECOND))
        + _ONSET * _standard(_near(heard.onsets, beats * ONSETS_PER_SECOND))
        + _HARMONY * _standard(_changes(heard.chroma, beats * CHROMA_PER_SECOND))
    )
    fits = {
        (count, first): float(signs[first::count].mean()) + (_FOUR_BONUS if count == 4 else 0.0)
        for count in (4, 3)
        for first in range(count)
    }
    return max(fits, key=lambda bar: fits[bar])


def _near(series: Series, places: Floats) -> Floats:
    """The strongest value within two steps of each place."""
    around = np.rint(places).astype(int)[:, None] + np.arange(-2, 3)
    strongest: Floats = series[np.clip(around, 0, len(series) - 1)].max(axis=1).astype(np.float64)
    return strongest


def _changes(tones: Series, places: Floats) -> Floats:
    """How unlike the tones between each beat and the next are to those before it, 0 to 1."""
    if not len(tones):
        return np.zeros(len(places))
    sums = np.concatenate((np.zeros((1, tones.shape[1])), np.cumsum(tones, axis=0, dtype=np.float64)))
    borders = np.clip(np.rint(np.append(places, 2 * places[-1] - places[-2])).astype(int), 0, len(tones))
    between = np.diff(sums[borders], axis=0)
    between /= np.linalg.norm(between, axis=1, keepdims=True) + 1e-9
    alike = (between[1:] * between[:-1]).sum(axis=1)
    return np.concatenate(([0.0], 1.0 - alike))


def _standard(values: Floats) -> Floats:
    scaled: Floats = (values - values.mean()) / (values.std() + 1e-9)
    return np.clip(scaled, -3.0, 3.0)
