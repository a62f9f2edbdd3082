"""The built-in separator: preview quality, no weights, a few seconds a song, any length in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy import fft

from workers.steps._audio.reader import Block
from workers.steps._audio.wav import FloatWav
from workers.steps._spectral.masks import Masks

STEMS: Final = ("vocals", "drums", "bass", "other")
#: The length of a spectrum's window: long enough to tell a bass line's tones apart.
_WINDOW_SECONDS: Final = 0.093
#: Windows overlap four times.
_OVERLAP: Final = 4
#: Frames worked on at a time, and frames around them that are looked at as well, so that no border is heard.
_FRAMES: Final = 512
_CONTEXT: Final = 24


def separate_spectral(source: Path, out: Path, tell: Callable[[float], None]) -> dict[str, str]:
    """Write the four stems of ``source`` into ``out``; their file names by stem are returned.

    ``tell`` hears the share done, 0 to 1. The stems are as long as the source and add up to it within rounding: what
    the masks of drums, bass and vocals leave of the source is ``other``, to the sample.
    """
    names = {stem: f"{stem}.wav" for stem in STEMS}
    with ExitStack() as opened:
        file = opened.enter_context(soundfile.SoundFile(source))
        sinks = {stem: opened.enter_context(FloatWav(out / name, file.samplerate)) for stem, name in names.items()}
        for original, parts in _pieces(file):
            rest = original.copy()
            for stem, part in parts.items():
                sinks[stem].write(part)
                rest -= part
            sinks["other"].write(rest)
            tell(sinks["other"].frames / file.frames)
    return names


def _pieces(file: soundfile.SoundFile) -> Iterator[tuple[Block, dict[str, Block]]]:
    """Piece by piece, the source and the stems that were masked out of it."""
    size = 2 ** round(np.log2(_WINDOW_SECONDS * file.samplerate))
    hop = size // _OVERLAP
    masks = Masks(file.samplerate, size)
    # Frame k begins (overlap - 1) hops before sample k · hop, so that every sample lies in four frames.
    lead = (_OVERLAP - 1) * hop
    total = -(-file.frames // hop) + _OVERLAP - 1
    tails: dict[str, Block] = {}
    for first in range(0, total, _FRAMES):
        last = min(first + _FRAMES, total)
        start, stop = max(0, first - _CONTEXT), min(total, last + _CONTEXT)
        samples = _read(file, start * hop - lead, (stop - start - 1) * hop + size)
        spectra = _analyse(samples, size, hop)
        magnitudes = np.sqrt((spectra.real**2 + spectra.imag**2).sum(axis=0))
        inner = slice(first - start, last - start)
        position = first * hop - lead
        # Samples that no later frame touches are done.
        done = min(last * hop - lead, file.frames) - position
        skipped = max(0, -position)
        parts = {}
        for stem, mask in masks.split(magnitudes).items():
            wave = _synthesise(spectra[:, inner] * mask[inner], size, hop)
            wave[: size - hop] += tails.get(stem, np.zeros((size - hop, 2), np.float32))
            tails[stem] = wave[(last - first) * hop :]
            parts[stem] = wave[skipped:done]
        offset = inner.start * hop
        if done > skipped:
            yield samples[offset + skipped : offset + done], parts


def _read(file: soundfile.SoundFile, start: int, frames: int) -> Block:
    """Samples from ``start`` on, with silence before the beginning and behind the end."""
    before = min(frames, max(0, -start))
    file.seek(min(file.frames, max(0, start)))
    samples: Block = np.zeros((frames, 2), np.float32)
    body = file.read(frames - before, dtype="float32", always_2d=True)
    samples[before : before + len(body)] = body
    return samples


def _window(size: int) -> NDArray[np.float32]:
    """Applied twice, in and out; four times overlapped, its squares add up to two."""
    window: NDArray[np.float32] = np.sin(np.pi * (np.arange(size) + 0.5) / size).astype(np.float32)
    return window


def _analyse(samples: Block, size: int, hop: int) -> NDArray[np.complex64]:
    """Spectra of shape (channels, frames, bins)."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, size, axis=0)[::hop]
    spectra: NDArray[np.complex64] = fft.rfft(np.swapaxes(frames, 0, 1) * _window(size), axis=-1)
    return spectra


def _synthesise(spectra: NDArray[np.complex64], size: int, hop: int) -> Block:
    """Samples (frames, channels) that overlap-add to what the spectra hold."""
    pieces = fft.irfft(spectra, size, axis=-1) * (_window(size) * np.float32(0.5))
    channels, frames, _ = pieces.shape
    wave = np.zeros((channels, (frames - 1) * hop + size), np.float32)
    quarters = pieces.reshape(channels, frames, _OVERLAP, hop)
    for quarter in range(_OVERLAP):
        span = wave[:, quarter * hop : (quarter + frames) * hop]
        span += quarters[:, :, quarter].reshape(channels, frames * hop)
    return np.ascontiguousarray(wave.T)
