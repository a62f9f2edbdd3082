"""Make a demo song: score in, stems and truth out. ``python -m workers.steps.synthesise``"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

import numpy as np

from workers.steps._audio.wav import FloatWav
from workers.steps._demo.songs import ARTIST, SONGS
from workers.steps._protocol import Reporter, Request, Result, run
from workers.steps.analyse import Truth

#: How loud each stem is in the mix, by its loudest sample, and how loud the mix is (-1.5 dBFS).
_LEVELS: Final = {"vocals": 0.5, "drums": 0.8, "bass": 0.5, "other": 0.7}
_MIX_PEAK: Final = 0.84


class SynthesiseRequest(Request, frozen=True):
    """Which of the demo songs."""

    song: Literal[1, 2]
    out: Path


class SynthesiseResult(Result, frozen=True, tag="result"):
    """A song as intake gives it, with its truth. ``source`` and ``stems`` are paths within ``out``."""

    title: str
    artist: str
    truth: Truth
    duration_ms: int
    rate: int
    frames: int
    source: str
    stems: dict[str, str]


def synthesise(request: SynthesiseRequest, reporter: Reporter) -> SynthesiseResult:
    """Play the song's score and balance it; the same song comes out every time."""
    # Imported here, where its banner no longer reaches standard output.
    from workers.steps._demo.studio import RATE, record, stems_of  # noqa: PLC0415

    score = SONGS[request.song]()
    reporter.progress(0, f"Playing {score.title}")
    scratch = request.out / "recording.wav"
    record(score, scratch)
    reporter.progress(80, "Mixing")
    stems = stems_of(scratch)
    scratch.unlink()
    levelled = {name: sound * (_LEVELS[name] / np.abs(sound).max()) for name, sound in stems.items()}
    scale = np.float32(_MIX_PEAK / np.abs(sum(levelled.values())).max())
    (request.out / "stems").mkdir()
    paths = {name: f"stems/{name}.wav" for name in levelled}
    mix = np.zeros_like(levelled["drums"])
    for name, sound in levelled.items():
        mix += sound * scale
        with FloatWav(request.out / paths[name], RATE) as file:
            file.write(sound * scale)
    with FloatWav(request.out / "source.wav", RATE) as file:
        file.write(mix)
    truth = Truth(tempo=score.tempo, beats=score.beats, downbeats=score.beats[::4], key=score.key)
    duration_ms = round(1000 * len(mix) / RATE)
    return SynthesiseResult(score.title, ARTIST, truth, duration_ms, RATE, len(mix), "source.wav", paths)


if __name__ == "__main__":
    run(SynthesiseRequest, synthesise, "making the demo song")
