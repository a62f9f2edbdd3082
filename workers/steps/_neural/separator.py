"""Demucs over a whole song, chunk by chunk: what is done goes to disk, so that a song of any length needs one chunk."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import numpy as np
import soundfile
import torch
from demucs.api import Separator
from demucs.apply import BagOfModels, TensorChunk, apply_model
from demucs.repo import ModelLoadingError

from sfa_live.errors import JobError
from workers.steps._audio.check import to_stereo
from workers.steps._audio.reader import BLOCK_FRAMES, Block
from workers.steps._audio.resample import Resampler, resample
from workers.steps._audio.wav import FloatWav
from workers.steps._neural.weights import Weights

#: How much neighbouring chunks share. Demucs's own 0.25 costs a third more time for a border that is no better heard.
_OVERLAP: Final = 0.1
#: Models that know no length of their own get chunks of at most this, in seconds, for the memory's sake.
_LONGEST_CHUNK: Final = 12.0


def load_model(weights: Weights, folder: Path) -> Separator:
    """Load a model through Demucs's API from a repository laid out in ``folder``; no network is ever asked."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        return Separator(weights.model, repo=weights.lay_out(folder), device="cpu", shifts=0, overlap=_OVERLAP)
    except ModelLoadingError as wrong:
        raise JobError(
            f"The weights of {weights.model} are damaged: their names tell another checksum. Copy them again.",
            code="bad_weights",
        ) from wrong


def separate_neural(
    separator: Separator, source: Path, out: Path, threads: int, tell: Callable[[float], None]
) -> dict[str, str]:
    """Write the model's stems of ``source`` into ``out``, as long as it and aligned to the sample.

    The file names by stem are returned; ``tell`` hears the share done, 0 to 1. Raises `MemoryError`.
    """
    torch.set_num_threads(threads)
    scratch = out / "mixture.raw"
    try:
        with soundfile.SoundFile(source) as file:
            song = _Song(file, scratch, separator.samplerate)
        names = {stem: f"{stem}.wav" for stem in separator.model.sources}
        with ExitStack() as opened:
            sinks = [opened.enter_context(FloatWav(out / name, song.rate)) for name in names.values()]
            _run(separator.model, song, sinks, tell)
    except RuntimeError as wrong:
        # torch has no class for it; its allocator's sentence is all there is.
        if "memory" in str(wrong):
            raise MemoryError from wrong
        raise
    finally:
        scratch.unlink(missing_ok=True)
    return names


class _Song:
    """The mixture at the model's rate in a mapped file, and how Demucs normalises it."""

    def __init__(self, file: soundfile.SoundFile, scratch: Path, model_rate: int) -> None:
        self.rate: int = file.samplerate
        self.frames: int = file.frames
        self.model_rate = model_rate
        total = total_of_squares = 0.0
        with scratch.open("wb") as raw:
            blocks = (to_stereo(block) for block in file.blocks(BLOCK_FRAMES, dtype="float32", always_2d=True))
            for block in resample(blocks, file.samplerate, model_rate, quality="HQ"):
                middle = block.mean(axis=1, dtype=np.float64)
                total += float(middle.sum())
                total_of_squares += float(middle @ middle)
                raw.write(np.ascontiguousarray(block).data)
        self.samples = np.memmap(scratch, np.float32, mode="c").reshape(-1, 2)
        count = len(self.samples)
        self.mean = total / count
        self.deviation = max(0.0, total_of_squares / count - self.mean**2) ** 0.5 + 1e-8

    def chunk(self, offset: int, length: int) -> TensorChunk:
        """``length`` frames from ``offset``, normalised, with what is around them at hand for the model's padding."""
        start = max(0, offset - length)
        around = torch.from_numpy(self.samples[start : offset + 2 * length].T)
        normal = (around - self.mean) / self.deviation
        return TensorChunk(normal[None], offset - start, length)  # type: ignore[no-untyped-call]

    def finished(self, samples: torch.Tensor) -> Block:
        """The model's (2, frames) as sound at the song's own level, (frames, 2)."""
        sound: Block = (samples * self.deviation + self.mean).T.contiguous().numpy()
        return sound


def _run(model: Any, song: _Song, sinks: list[FloatWav], tell: Callable[[float], None]) -> None:
    """Overlap-add the chunks as Demucs does, but let go of what is done."""
    models: list[Any] = list(model.models) if isinstance(model, BagOfModels) else [model]
    length = int(model.samplerate * min(_LONGEST_CHUNK, *(float(one.segment) for one in models)))
    stride = int((1 - _OVERLAP) * length)
    rising = torch.arange(1, length // 2 + 1)
    weight = torch.cat((rising, torch.arange(length - length // 2, 0, -1))) / (length - length // 2)
    resamplers = [Resampler(song.model_rate, song.rate, quality="HQ") for _ in sinks]
    total = len(song.samples)
    pending = torch.zeros(len(sinks), 2, length)
    weights = torch.zeros(length)
    for offset in range(0, total, stride):

        def heard(state: dict[str, Any], offset: int = offset) -> None:
            if state["state"] == "end":
                share = (state["model_idx_in_bag"] + 1) / state["models"]
                tell(min(1.0, (offset + stride * share) / total))

        chunk = song.chunk(offset, length)
        made = apply_model(model, chunk, shifts=0, split=False, callback=heard)[0]
        width = made.shape[-1]
        pending[..., :width] += weight[:width] * made
        weights[:width] += weight[:width]
        done = min(stride, total - offset)
        for index, sink in enumerate(sinks):
            sink.write(resamplers[index].push(song.finished(pending[index, :, :done] / weights[:done])))
        pending = torch.cat((pending[..., stride:], torch.zeros(len(sinks), 2, stride)), dim=-1)
        weights = torch.cat((weights[stride:], torch.zeros(stride)))
    for resampler, sink in zip(resamplers, sinks, strict=True):
        sink.write(resampler.finish(song.frames))
