"""The colour of a song's sound: energy, brightness, noisiness, each as its mean over time."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from workers.steps._analysis.onsets import HOP, WINDOW

#: The share of a moment's energy that lies below its rolloff.
_ROLLOFF: Final = 0.85
#: Moments quieter than this, relative to full scale, have no colour.
_SILENCE: Final = 1e-4


class Colour(Struct, frozen=True):
    """Means over a song; frequencies in Hz. ``energy`` is the mean RMS level, linear."""

    energy: float = 0.0
    energy_variance: float = 0.0
    energy_max: float = 0.0
    zero_crossing_rate: float = 0.0
    spectral_centroid: float = 0.0
    spectral_rolloff: float = 0.0
    spectral_bandwidth: float = 0.0
    spectral_flatness: float = 0.0


class ColourMeter:
    """Collects the colour of a song, stretch by stretch."""

    def __init__(self, rate: int) -> None:
        """For mono sound at ``rate``."""
        self._frequencies = np.fft.rfftfreq(WINDOW, 1 / rate).astype(np.float32)
        self._levels: list[NDArray[np.float32]] = []
        self._crossings: list[NDArray[np.float32]] = []
        self._shapes: list[NDArray[np.float32]] = []

    def add(self, stretch: NDArray[np.float32], magnitudes: NDArray[np.float32]) -> None:
        """Take in the next stretch and its spectra."""
        whole = len(stretch) // HOP * HOP
        if not whole:
            return
        pieces = stretch[:whole].reshape(-1, HOP)
        levels = np.sqrt(np.square(pieces).mean(axis=1))
        sounding = levels > _SILENCE
        signs = np.signbit(pieces)
        self._levels.append(levels)
        self._crossings.append((signs[:, 1:] != signs[:, :-1]).mean(axis=1, dtype=np.float32)[sounding])
        self._shapes.append(self._shape(magnitudes[: len(levels)][sounding]))

    def colour(self) -> Colour:
        """The means over what was taken in."""
        levels = np.concatenate(self._levels) if self._levels else np.zeros(0)
        shapes = np.concatenate(self._shapes) if self._shapes else np.zeros((0, 4))
        if not len(shapes):
            return Colour()
        crossings = np.concatenate(self._crossings)
        values = (levels.mean(), levels.var(), levels.max(), crossings.mean(), *shapes.mean(axis=0, dtype=np.float64))
        return Colour(*(float(f"{value:.6g}") for value in values))

    def _shape(self, magnitudes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Centroid, rolloff, bandwidth and flatness of each moment."""
        total = magnitudes.sum(axis=1) + 1e-12
        centroid = magnitudes @ self._frequencies / total
        spread = magnitudes @ np.square(self._frequencies) / total - np.square(centroid)
        power = np.square(magnitudes)
        cumulated = np.cumsum(power, axis=1)
        rolloff = self._frequencies[(cumulated < _ROLLOFF * cumulated[:, -1:]).sum(axis=1).clip(0, WINDOW // 2)]
        flatness = np.exp(np.log(power + 1e-10).mean(axis=1)) / (power.mean(axis=1) + 1e-10)
        return np.stack((centroid, rolloff, np.sqrt(np.maximum(0, spread)), flatness), axis=1).astype(np.float32)
