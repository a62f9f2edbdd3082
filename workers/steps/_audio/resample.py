"""Resampling in blocks with no delay and an exact length, so that stems stay aligned to the sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import soxr

from workers.steps._audio.reader import Block


def resampled_length(frames: int, rate: int, new_rate: int) -> int:
    """How many frames ``frames`` become."""
    return round(frames * new_rate / rate)


class Resampler:
    """One stream on its way to another rate; at equal rates the blocks pass as they are.

    soxr takes its filter's delay out itself and runs behind its input until the end, so only the end needs fitting.
    """

    def __init__(self, rate: int, new_rate: int, quality: str = "VHQ", channels: int = 2) -> None:
        same = rate == new_rate
        self._channels = channels
        self._stream = None if same else soxr.ResampleStream(rate, new_rate, channels, dtype="float32", quality=quality)
        self._given = 0

    def push(self, block: Block) -> Block:
        """Take the next block in; what is ready comes out."""
        ready: Block = block if self._stream is None else self._stream.resample_chunk(np.ascontiguousarray(block))
        self._given += len(ready)
        return ready

    def finish(self, frames: int) -> Block:
        """The rest, fitted so that ``frames`` have come out in all (they differ from what came by a sample or two)."""
        missing = frames - self._given
        nothing: Block = np.zeros((0, self._channels), np.float32)
        rest = nothing if self._stream is None else self._stream.resample_chunk(nothing, last=True)[:missing]
        return np.concatenate((rest, np.zeros((missing - len(rest), self._channels), np.float32)))


def resample(blocks: Iterable[Block], rate: int, new_rate: int, quality: str = "VHQ") -> Iterator[Block]:
    """Stereo blocks at ``new_rate``, `resampled_length` frames in all; the same blocks when the rates are equal."""
    resampler = Resampler(rate, new_rate, quality)
    taken = 0
    for block in blocks:
        taken += len(block)
        piece = resampler.push(block)
        if len(piece):
            yield piece
    rest = resampler.finish(resampled_length(taken, rate, new_rate))
    if len(rest):
        yield rest
