"""Songs of noise bursts whose places are known, and where those are heard."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tests.engine.player import RATE, Sound

#: Frames of a burst.
_BURST = 240


class Clicks:
    """Bursts of noise about every ``spacing`` frames, at places that follow no pattern."""

    def __init__(self, seconds: float, stems: int = 1, spacing: int = 9600) -> None:
        random = np.random.default_rng(7)
        frames = int(seconds * RATE)
        self.burst = (random.standard_normal(_BURST) * np.hanning(_BURST) * 0.2).astype(np.float32)
        middles = np.arange(spacing, frames - spacing, spacing)
        self.places = middles + random.integers(-500, 500, len(middles))
        wave = np.zeros(frames, np.float32)
        for place in self.places:
            wave[place - _BURST // 2 : place + _BURST // 2] += self.burst
        self.song: Sound = np.repeat(wave[:, None], 2 * stems, axis=1)

    def errors(self, left: Sound, path: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """How many frames later than it should each click is heard. ``path`` is the cursor's place at each frame.

        Shape: (clicks, 2): the frame where it should be heard, and the error.
        """
        inside = [place for place in self.places if path[1500] < place < path[-1500]]
        due = np.interp(inside, path, np.arange(len(path)))
        return np.array([(frame, self._heard(left, frame) - frame) for frame in due])

    def _heard(self, left: Sound, due: float, reach: int = 500) -> float:
        first = round(due) - _BURST // 2 - reach
        match = np.abs(np.correlate(left[first : first + _BURST + 2 * reach], self.burst, "valid"))
        best = int(np.argmax(match))
        return first + best + _BURST / 2


def steady(*stretches: tuple[int, float], begin: float = 0.0) -> npt.NDArray[np.float64]:
    """A cursor's path: so many frames at such a speed, one after the other."""
    steps = np.concatenate([np.full(frames, speed) for frames, speed in stretches])
    return begin + np.concatenate([[0.0], np.cumsum(steps)[:-1]])
