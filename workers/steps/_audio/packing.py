"""The parts of a pack being made: stems read side by side, their peaks and their waveforms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from sfa_live.errors import IntakeError
from workers.steps._audio.check import to_stereo
from workers.steps._audio.loudness import LoudnessMeter
from workers.steps._audio.reader import Block
from workers.steps._audio.resample import resample, resampled_length

#: Small, as every stem holds one at a time.
_BLOCK_FRAMES: Final = 1 << 15
#: The value of a waveform's point at full scale.
_FULL_SCALE: Final = 255


class StemStream:
    """One stem file as stereo blocks at the engine's rate, measured as they go by."""

    def __init__(self, path: Path, rate: int) -> None:
        try:
            self._file = soundfile.SoundFile(path)
        except soundfile.LibsndfileError as wrong:
            raise IntakeError(
                f"The stem {path.name} cannot be read. Prepare the song again.", code="damaged"
            ) from wrong
        self._rate = rate
        self._meter = LoudnessMeter(rate)
        self.frames = resampled_length(self._file.frames, self._file.samplerate, rate)

    def blocks(self) -> Iterator[Block]:
        """The stem from its beginning, `frames` in all."""
        for block in resample(self._decoded(), self._file.samplerate, self._rate):
            self._meter.add(block)
            yield block

    def lufs(self) -> float | None:
        """The loudness of what went by."""
        return self._meter.integrated()

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _decoded(self) -> Iterator[Block]:
        while len(block := self._file.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)):
            yield to_stereo(block)


def lockstep(streams: Sequence[StemStream]) -> Iterator[Block]:
    """The stems side by side: blocks of (frames, 2 · stems), little-endian float32, C order."""
    sources = [stream.blocks() for stream in streams]
    waiting = [np.zeros((0, 2), np.float32) for _ in streams]
    while True:
        for index, source in enumerate(sources):
            if not len(waiting[index]):
                waiting[index] = next(source, waiting[index])
        ready = min(len(block) for block in waiting)
        if not ready:
            return
        yield np.ascontiguousarray(np.hstack([block[:ready] for block in waiting]), dtype="<f4")
        waiting = [block[ready:] for block in waiting]


class Waveform:
    """What a stem looks like: its loudest sample in every hundredth of a second."""

    POINTS_PER_SECOND: Final = 100

    def __init__(self, frames: int, rate: int) -> None:
        self._rate = rate
        self._peaks = np.zeros(-(-frames * self.POINTS_PER_SECOND // rate), np.float32)
        self.peak = 0.0

    def add(self, start: int, block: Block) -> None:
        """Take in the frames from ``start`` on, of shape (frames, 2)."""
        loud = np.abs(block).max(axis=1)
        first = start * self.POINTS_PER_SECOND // self._rate
        last = (start + len(loud) - 1) * self.POINTS_PER_SECOND // self._rate
        # Point p begins at the first frame that is not before p / 100 s.
        begins = -(-np.arange(first, last + 1) * self._rate // self.POINTS_PER_SECOND) - start
        peaks = np.maximum.reduceat(loud, np.maximum(begins, 0))
        np.maximum(self._peaks[first : last + 1], peaks, out=self._peaks[first : last + 1])
        self.peak = max(self.peak, float(peaks.max()))

    def points(self) -> list[int]:
        """The points, 0 to 255; anything that sounds is at least 1."""
        scaled = np.ceil(np.minimum(self._peaks, 1.0) * _FULL_SCALE)
        return [int(point) for point in scaled]
