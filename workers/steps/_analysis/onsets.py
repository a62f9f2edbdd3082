"""How much sound begins at every moment: what beats are found by."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import fft

#: Samples between spectra, and in each, at 22.05 kHz: 12 ms and 46 ms.
HOP: Final = 256
WINDOW: Final = 1024
#: The kick drum and the bass begin below this, in Hz.
_LOW: Final = 160.0
_BANDS: Final = 32
#: Levels are compressed as ears do; this many times a band's usual level lies at the bend.
_COMPRESSION: Final = 20.0

Envelope = NDArray[np.float32]


def spectra(stretch: Envelope, before: Envelope) -> NDArray[np.float32]:
    """Magnitudes (frames, bins), one frame per `HOP`, centred there; ``before`` is what sounded just before."""
    frames = -(-len(stretch) // HOP)
    padded = np.concatenate((before, stretch, np.zeros(WINDOW + HOP, np.float32)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[: frames * HOP : HOP]
    magnitudes: NDArray[np.float32] = np.abs(fft.rfft(windows * np.hanning(WINDOW).astype(np.float32), axis=1))
    return magnitudes


class OnsetMeter:
    """Collects the onsets of a song, stretch by stretch."""

    def __init__(self, rate: int) -> None:
        """For mono sound at ``rate``."""
        edges = np.unique(np.geomspace(1, WINDOW // 2, _BANDS + 1).astype(int))
        self._edges = edges[:-1]
        self._low_bands = int((edges[:-1] * rate / WINDOW < _LOW).sum())
        self._levels: list[NDArray[np.float32]] = []
        #: The half window that came before the next stretch.
        self.before: Envelope = np.zeros(WINDOW // 2, np.float32)

    def add(self, stretch: Envelope, magnitudes: NDArray[np.float32]) -> None:
        """Take in the next stretch and its spectra."""
        self._levels.append(np.add.reduceat(magnitudes, self._edges, axis=1))
        self.before = np.concatenate((self.before, stretch))[-WINDOW // 2 :]

    def envelopes(self) -> tuple[Envelope, Envelope]:
        """Onset strength over time: in all bands, and in the low ones."""
        if not self._levels:
            return np.zeros(0, np.float32), np.zeros(0, np.float32)
        levels = np.concatenate(self._levels)
        compressed = np.log1p(_COMPRESSION * levels / (levels.mean(axis=0) + 1e-9))
        rises = np.maximum(0.0, np.diff(compressed, axis=0, prepend=compressed[:1]))
        return rises.sum(axis=1), rises[:, : self._low_bands].sum(axis=1)
