"""Resampling in blocks with no delay and an exact length, so that stems stay aligned to the sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import soxr

from workers.steps._audio.reader import Block


def resampled_length(frames: int, rate: int, new_rate: int) -> int:
    """How many frames ``frames`` become."""
    return round(frames * new_rate / rate)


def resample(blocks: Iterable[Block], rate: int, new_rate: int, quality: str = "VHQ") -> Iterator[Block]:
    """Stereo blocks at ``new_rate``, `resampled_length` frames in all; the very same blocks when the rates are equal.

    soxr takes its filter's delay out itself and runs behind its input until the end, so only the end needs fitting.
    """
    if rate == new_rate:
        yield from blocks
        return
    stream = soxr.ResampleStream(rate, new_rate, 2, dtype="float32", quality=quality)
    taken = given = 0
    for block in blocks:
        taken += len(block)
        piece = stream.resample_chunk(np.ascontiguousarray(block))
        given += len(piece)
        if len(piece):
            yield piece
    missing = resampled_length(taken, rate, new_rate) - given
    rest = stream.resample_chunk(np.zeros((0, 2), np.float32), last=True)[:missing]
    yield np.concatenate((rest, np.zeros((missing - len(rest), 2), np.float32)))
