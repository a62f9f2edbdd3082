"""Whether samples are sound that can be played, told in a musician's words."""

from __future__ import annotations

from typing import Final

import numpy as np

from sfa_live.errors import IntakeError
from workers.steps._audio.reader import Block

#: A file whose loudest sample is below this is silent: -80 dBFS.
SILENCE_PEAK: Final = 1e-4
#: No recording is 40 dB over full scale; such samples come from a broken export.
_ABSURD_PEAK: Final = 100.0

#: How much of each channel goes to the left, for 3 to 8 channels in WAV's order. The right mirrors it; the effects
#: channel is left out, as in every stereo downmix, and the sum is scaled so that it never exceeds full scale.
_HALF: Final = 0.7071
_TO_LEFT: Final = {
    3: (1.0, 0.0, _HALF),
    4: (1.0, 0.0, _HALF, 0.0),
    5: (1.0, 0.0, _HALF, _HALF, 0.0),
    6: (1.0, 0.0, _HALF, 0.0, _HALF, 0.0),
    7: (1.0, 0.0, _HALF, 0.0, _HALF, _HALF, 0.0),
    8: (1.0, 0.0, _HALF, 0.0, _HALF, 0.0, _HALF, 0.0),
}
_TO_RIGHT: Final = {
    3: (0.0, 1.0, _HALF),
    4: (0.0, 1.0, 0.0, _HALF),
    5: (0.0, 1.0, _HALF, 0.0, _HALF),
    6: (0.0, 1.0, _HALF, 0.0, 0.0, _HALF),
    7: (0.0, 1.0, _HALF, 0.0, _HALF, 0.0, _HALF),
    8: (0.0, 1.0, _HALF, 0.0, 0.0, _HALF, 0.0, _HALF),
}


def to_stereo(block: Block) -> Block:
    """The block with two channels: mono on both sides, stereo as it is, 3 to 8 channels mixed down."""
    channels = block.shape[1]
    if channels == 2:
        return block
    if channels == 1:
        return np.repeat(block, 2, axis=1)
    matrix = np.array((_TO_LEFT[channels], _TO_RIGHT[channels]), np.float32).T
    mixed: Block = block @ (matrix / matrix.sum(axis=0))
    return mixed


def block_peak(block: Block) -> float:
    """The loudest sample of a block; `IntakeError` when it holds something that is no sound."""
    peak = float(np.max(np.abs(block), initial=0.0))
    if not np.isfinite(peak):
        raise IntakeError(
            "The file holds numbers that are no sound (NaN or infinity). Export it again, as 24-bit if you can.",
            code="not_finite",
        )
    if peak > _ABSURD_PEAK:
        raise IntakeError(
            f"The file is {20 * np.log10(peak):.0f} dB over full scale, which no recording is. Export it again.",
            code="absurd_level",
        )
    return peak
