"""Which tones sound, and the key that they make."""

from __future__ import annotations

from typing import Final

import librosa
import numpy as np
from numpy.typing import NDArray

#: Samples between two looks at the tones: 93 ms at 22.05 kHz.
CHROMA_HOP: Final = 2048
_LEAST: Final = 16 * CHROMA_HOP
_NAMES: Final = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
#: How well each tone fits a key, from the tonic upwards, as listeners told C. Krumhansl.
_MAJOR: Final = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR: Final = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
#: A lead of this much in correlation over the next key is as sure as it gets.
_SURE: Final = 0.2


def chroma(stretch: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """The level of the twelve pitch classes, (looks, 12), not normalised: loud moments count more."""
    # Its filters need a second and a half of sound, whatever there is.
    enough = np.pad(stretch, (0, max(0, _LEAST - len(stretch))))
    tones = librosa.feature.chroma_cqt(y=enough, sr=rate, hop_length=CHROMA_HOP, norm=None)
    looks: NDArray[np.float32] = tones.T[: -(-len(stretch) // CHROMA_HOP)].astype(np.float32)
    return looks


def find_key(tones: NDArray[np.float32]) -> tuple[str | None, float]:
    """The key of what sounds, such as ``A minor``, and how sure that is, 0 to 1; no key where nothing sounds."""
    level = tones.sum(axis=0) if len(tones) else np.zeros(12)
    if level.max(initial=0.0) < 1e-6:
        return None, 0.0
    fits = {
        f"{_NAMES[tonic]} {mode}": float(np.corrcoef(level, np.roll(profile, tonic))[0, 1])
        for tonic in range(12)
        for mode, profile in (("major", _MAJOR), ("minor", _MINOR))
    }
    best, second = sorted(fits, key=lambda key: fits[key], reverse=True)[:2]
    sure = max(0.0, fits[best]) * min(1.0, (fits[best] - fits[second]) / _SURE)
    return best, round(sure, 3)
