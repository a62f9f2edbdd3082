"""What a render sounds like, small enough to be kept.

    python -m tests.engine.golden.fingerprint

renders every script anew and replaces what is kept: look at the difference, and say in the commit why it sounds
different now. Kept is, for each 2048 frames and each channel, the peak, the root mean square, and the sum of all
samples each weighed by a number of its own, which moves when a sample does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from tests.engine.golden.scripts import SCRIPTS, play
from tests.engine.player import Sound

Prints = npt.NDArray[np.float32]

_BLOCK: Final = 2048
_FOLDER: Final = Path(__file__).parent


def fingerprint(sound: Sound) -> Prints:
    """Shape: (blocks, 3, channels): peak, root mean square and weighed sum."""
    blocks = sound[: len(sound) // _BLOCK * _BLOCK].astype(np.float64).reshape(-1, _BLOCK, sound.shape[1])
    # The golden angle: no two neighbours weigh alike, and no two machines disagree.
    weights = np.cos(2.399963229728653 * np.arange(_BLOCK))[:, None]
    peak = np.abs(blocks).max(axis=1)
    square = np.sqrt((blocks**2).mean(axis=1))
    weighed = (blocks * weights).sum(axis=1) / np.sqrt(_BLOCK)
    return np.stack([peak, square, weighed], axis=1).astype(np.float32)


def path_of(name: str) -> Path:
    """Where a script's fingerprint is kept."""
    return _FOLDER / f"{name}.npy"


def main() -> None:
    """Keep what the scripts sound like now."""
    for script in SCRIPTS:
        np.save(path_of(script.__name__), fingerprint(play(script)))


if __name__ == "__main__":
    main()
