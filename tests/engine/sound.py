"""What tests measure of a sound: how loud it is at a frequency, and its largest step."""

from __future__ import annotations

import math

import numpy as np

from tests.engine.player import RATE, Sound

#: The largest step of a full-scale 1 kHz tone, and what may be added to it: -40 dBFS.
OWN_STEP = 2 * np.pi * 1000 / RATE
MARGIN = 0.01


def largest_step(out: Sound) -> float:
    """The largest difference between two samples in a row."""
    return float(np.abs(np.diff(out.astype(np.float64), axis=0)).max())


def level_db(out: Sound, frequency: float) -> float:
    """How loud a tone of a frequency is in the left channel, in dB of full scale."""
    turn = np.exp(-2j * np.pi * frequency * np.arange(len(out)) / RATE)
    window = np.hanning(len(out))
    amplitude = abs(np.sum(out[:, 0].astype(np.float64) * window * turn)) / window.sum() * 2
    return 20 * math.log10(max(float(amplitude), 1e-12))
