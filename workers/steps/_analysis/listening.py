"""One pass over a song: everything that the analysis needs to know, heard once, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
from msgspec import Struct
from numpy.typing import NDArray

from workers.steps._analysis.colour import Colour, ColourMeter
from workers.steps._analysis.harmony import CHROMA_HOP, chroma
from workers.steps._analysis.onsets import HOP, OnsetMeter, spectra
from workers.steps._audio.check import to_stereo
from workers.steps._audio.loudness import LoudnessMeter
from workers.steps._audio.reader import BLOCK_FRAMES
from workers.steps._audio.resample import Resampler

#: Everything but loudness is heard in mono at this rate; higher tones tell nothing about beats or keys.
RATE: Final = 22_050
#: Samples that are listened to at a time: some 24 s, a whole number of every hop.
_STRETCH: Final = 256 * CHROMA_HOP


class Heard(Struct, frozen=True):
    """What one pass over a song gives."""

    seconds: float
    lufs: float | None
    #: How much sound begins, `ONSETS_PER_SECOND` times a second: in all of it, and in the kick drum's region.
    onsets: NDArray[np.float32]
    low_onsets: NDArray[np.float32]
    #: Twelve pitch classes, `CHROMA_PER_SECOND` times a second.
    chroma: NDArray[np.float32]
    colour: Colour


ONSETS_PER_SECOND: Final = RATE / HOP
CHROMA_PER_SECOND: Final = RATE / CHROMA_HOP


def listen(source: Path, tell: Callable[[float], None]) -> Heard:
    """Hear the whole of ``source``; ``tell`` hears the share done, 0 to 1."""
    with soundfile.SoundFile(source) as file:
        meter = LoudnessMeter(file.samplerate)
        onsets, colour = OnsetMeter(RATE), ColourMeter(RATE)
        tones: list[NDArray[np.float32]] = []
        heard = 0
        for stretch in _stretches(_mono(file, meter)):
            magnitudes = spectra(stretch, onsets.before)
            onsets.add(stretch, magnitudes)
            colour.add(stretch, magnitudes)
            tones.append(chroma(stretch, RATE))
            heard += len(stretch)
            tell(heard / RATE * file.samplerate / max(1, file.frames))
        everywhere, low = onsets.envelopes()
        return Heard(
            seconds=file.frames / file.samplerate,
            lufs=meter.integrated(),
            onsets=everywhere,
            low_onsets=low,
            chroma=np.concatenate(tones) if tones else np.zeros((0, 12), np.float32),
            colour=colour.colour(),
        )


def _mono(file: soundfile.SoundFile, meter: LoudnessMeter) -> Iterator[NDArray[np.float32]]:
    resampler = Resampler(file.samplerate, RATE, quality="HQ", channels=1)
    for block in file.blocks(BLOCK_FRAMES, dtype="float32", always_2d=True):
        stereo = to_stereo(block)
        meter.add(stereo)
        yield resampler.push(stereo.mean(axis=1, keepdims=True))[:, 0]
    yield resampler.finish(round(file.frames * RATE / file.samplerate))[:, 0]


def _stretches(blocks: Iterator[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    waiting: list[NDArray[np.float32]] = []
    for block in blocks:
        waiting.append(block)
        while sum(map(len, waiting)) >= _STRETCH:
            joined = np.concatenate(waiting)
            yield joined[:_STRETCH]
            waiting = [joined[_STRETCH:]]
    rest = np.concatenate(waiting) if waiting else np.zeros(0, np.float32)
    if len(rest):
        yield rest
