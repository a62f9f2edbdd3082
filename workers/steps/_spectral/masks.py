"""Which part of every moment and pitch belongs to which stem. The four masks add up to one."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from workers.steps._spectral.medians import Spectrogram, median_over_frequency, median_over_time
from workers.steps._spectral.melody import Melody

#: A note lasts longer than this many frames of a quarter window each; a stroke is wider than this many bins.
_FRAMES: Final = 17
_BINS: Final = 17
#: Below this, in Hz, what lasts is bass; the border is soft.
_BASS_TOP: Final = 220.0
_BASS_ORDER: Final = 8


class Masks:
    """Makes masks for spectrograms of one resolution."""

    def __init__(self, rate: int, size: int) -> None:
        """For spectra of ``size`` samples at ``rate``."""
        frequencies = np.fft.rfftfreq(size, 1 / rate)
        self._low: NDArray[np.float32] = (1.0 / (1.0 + (frequencies / _BASS_TOP) ** _BASS_ORDER)).astype(np.float32)
        self._melody = Melody(rate, size)

    def split(self, spectrogram: Spectrogram) -> dict[str, Spectrogram]:
        """Masks of drums, bass and vocals, each 0 to 1; what they leave is the rest.

        Drums are what strikes (upright in the spectrogram), the others what lasts (level in it): of that, bass is what
        is low, and vocals are the overtones of the leading voice.
        """
        strikes = median_over_frequency(spectrogram, _BINS) ** 2
        lasts = median_over_time(spectrogram, _FRAMES) ** 2
        drums: Spectrogram = strikes / (strikes + lasts + 1e-12)
        tones = 1.0 - drums
        vocals = tones * (1.0 - self._low) * self._melody.mask(spectrogram * tones)
        return {"drums": drums, "bass": tones * self._low, "vocals": vocals}
