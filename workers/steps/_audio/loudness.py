"""Integrated loudness in LUFS (ITU-R BS.1770-4), block by block."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import sosfilt

from workers.steps._audio.reader import Block

#: Loudness is measured over windows of four steps, each this long, in seconds.
_STEP_SECONDS: Final = 0.1
_STEPS: Final = 4
_ABSOLUTE_GATE: Final = -70.0
_RELATIVE_GATE: Final = -10.0


class LoudnessMeter:
    """Measures one stereo stream: `add` blocks in order, then ask for `integrated`."""

    def __init__(self, rate: int) -> None:
        self._step = round(rate * _STEP_SECONDS)
        self._weighting = _k_weighting(rate)
        self._state: NDArray[np.float32] = np.zeros((2, 2, 2), np.float32)
        self._rest = np.zeros(0, np.float32)
        self._powers: list[NDArray[np.float32]] = []

    def add(self, block: Block) -> None:
        """Take in the next frames, of shape (frames, 2)."""
        weighted, self._state = sosfilt(self._weighting, block, axis=0, zi=self._state)
        power = np.concatenate((self._rest, np.einsum("ij,ij->i", weighted, weighted)))
        whole = len(power) // self._step * self._step
        if whole:
            self._powers.append(power[:whole].reshape(-1, self._step).mean(axis=1))
        self._rest = power[whole:]

    def integrated(self) -> float | None:
        """Loudness in LUFS; None when there are not 0.4 s of it or all is silence."""
        steps = np.concatenate(self._powers).astype(np.float64) if self._powers else np.zeros(0)
        if len(steps) < _STEPS:
            return None
        windows = np.convolve(steps, np.full(_STEPS, 1.0 / _STEPS), mode="valid")
        heard = windows[windows > _power(_ABSOLUTE_GATE)]
        if not len(heard):
            return None
        heard = heard[heard > heard.mean() * 10 ** (_RELATIVE_GATE / 10)]
        return round(-0.691 + 10 * math.log10(float(heard.mean())), 2)


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def _k_weighting(rate: int) -> NDArray[np.float32]:
    """The standard's two filters, a shelf for the head and a high-pass, for any rate."""
    shelf = _shelf(rate, gain_db=3.999843853973347, corner=1681.974450955533, q=0.7071752369554196)
    high_pass = _high_pass(rate, corner=38.13547087602444, q=0.5003270373238773)
    return np.array((shelf, high_pass), np.float32)


def _shelf(rate: int, gain_db: float, corner: float, q: float) -> tuple[float, ...]:
    k = math.tan(math.pi * corner / rate)
    high = 10 ** (gain_db / 20)
    band = high**0.4996667741545416
    norm = 1 + k / q + k * k
    b = ((high + band * k / q + k * k) / norm, 2 * (k * k - high) / norm, (high - band * k / q + k * k) / norm)
    return (*b, 1.0, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm)


def _high_pass(rate: int, corner: float, q: float) -> tuple[float, ...]:
    k = math.tan(math.pi * corner / rate)
    norm = 1 + k / q + k * k
    return (1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm)
