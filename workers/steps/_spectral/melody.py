"""The leading voice: the pitch that stands out, followed through time, and the bins that hold its overtones."""

from __future__ import annotations

from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from workers.steps._spectral.medians import Spectrogram

#: Where leading voices sing, in Hz, and how finely their pitch is told, in steps per octave.
_LOWEST: Final = 160.0
_HIGHEST: Final = 1050.0
_STEPS: Final = 48
#: Overtones that tell the pitch, how much less each counts than the one below, and how loud ones are favoured.
_TELLING: Final = 12
_FADING: Final = 0.7
_FAVOUR: Final = 1.3
#: How much sound between the overtones speaks against a pitch: the octave below gathers the same overtones and more.
_BETWEEN: Final = 0.5
#: What a step of glide costs, and the most that any jump costs, against a salience whose maximum is about 1.
_GLIDE: Final = 0.03
_JUMP: Final = 0.3
#: Overtones that belong to the voice: up to here, in Hz, this wide relative to their frequency and in bins.
_TOP: Final = 12_000.0
_WIDTH: Final = 0.015
_WIDTH_BINS: Final = 2.0
#: How clearly, in standard deviations, a pitch must stand out to be a voice; and how sharp that border is.
_CLEAR: Final = 1.5
_SHARPNESS: Final = 3.0


class Melody:
    """Finds the leading voice in spectrograms of one resolution."""

    def __init__(self, rate: int, size: int) -> None:
        """For spectra of ``size`` samples at ``rate``."""
        frequencies = np.fft.rfftfreq(size, 1 / rate)
        steps = int(np.log2(_HIGHEST / _LOWEST) * _STEPS)
        pitches = _LOWEST * 2 ** (np.arange(steps) / _STEPS)
        self._combs = np.stack([_comb(pitch, frequencies) for pitch in pitches])
        self._teeth = np.stack([_teeth(pitch, frequencies) for pitch in pitches])

    def mask(self, spectrogram: Spectrogram) -> Spectrogram:
        """How far each bin of ``spectrogram`` belongs to the leading voice, 0 to 1."""
        level = (spectrogram / (spectrogram.mean() + 1e-12)) ** _FAVOUR
        salience = level @ self._combs.T
        salience /= salience.max(axis=1).mean() + 1e-9
        path = np.empty(len(salience), np.int64)
        _follow(salience, _GLIDE, _JUMP, path)
        here = salience[np.arange(len(path)), path]
        clear = (here - np.median(salience, axis=1)) / (salience.std(axis=1) + 0.05)
        voiced = 1.0 / (1.0 + np.exp(-_SHARPNESS * (clear - _CLEAR)))
        mask: Spectrogram = self._teeth[path] * voiced[:, None].astype(np.float32)
        return mask


def _comb(pitch: float, frequencies: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """What each bin says for or against a pitch."""
    bins = np.arange(len(frequencies))
    comb = np.zeros(len(frequencies), np.float32)
    for overtone in range(1, _TELLING + 1):
        weight = _FADING ** (overtone - 1)
        place = overtone * pitch / frequencies[1]
        between = round((overtone - 0.5) * pitch / frequencies[1])
        comb += weight * np.maximum(0.0, 1.0 - np.abs(bins - place) / 1.5).astype(np.float32)
        if between < len(comb):
            comb[between] -= _BETWEEN * weight
    return comb


def _teeth(pitch: float, frequencies: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """How far each bin is an overtone of a pitch."""
    overtones = np.arange(1, int(_TOP / pitch) + 1) * pitch
    nearest = overtones[np.clip(np.rint(frequencies / pitch).astype(int) - 1, 0, len(overtones) - 1)]
    width = _WIDTH * nearest + _WIDTH_BINS * frequencies[1]
    teeth: NDArray[np.float32] = np.exp(-0.5 * ((frequencies - nearest) / width) ** 2).astype(np.float32)
    return teeth


@numba.njit(cache=True, nogil=True)
def _follow(salience, glide, jump, path):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """The path through (frames, pitches) with the most salience and the least movement (Viterbi)."""
    frames, pitches = salience.shape
    reach = int(jump / glide)
    best = salience[0].copy()
    came_from = np.empty((frames, pitches), np.int32)
    for frame in range(1, frames):
        top = np.argmax(best)
        score = np.empty_like(best)
        for pitch in range(pitches):
            origin, value = int(top), best[top] - jump
            for near in range(max(0, pitch - reach), min(pitches, pitch + reach + 1)):
                stay = best[near] - glide * abs(near - pitch)
                if stay > value:
                    origin, value = near, stay
            came_from[frame, pitch] = origin
            score[pitch] = value + salience[frame, pitch]
        best = score
    path[frames - 1] = np.argmax(best)
    for frame in range(frames - 1, 0, -1):
        path[frame - 1] = came_from[frame, path[frame]]
