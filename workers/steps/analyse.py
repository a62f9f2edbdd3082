"""Find a song's tempo, beats, key, loudness and colour. ``python -m workers.steps.analyse``"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from workers.steps._analysis.bars import find_bars
from workers.steps._analysis.harmony import find_key
from workers.steps._analysis.listening import ONSETS_PER_SECOND, Heard, listen
from workers.steps._analysis.tempo import find_beats
from workers.steps._protocol import Reporter, Request, Result, run


class Truth(Struct, frozen=True):
    """What is known of a song without listening, as its score says: it stands above what is measured."""

    tempo: float
    beats: tuple[float, ...]
    downbeats: tuple[float, ...]
    beats_per_bar: int = 4
    key: str | None = None


class AnalyseRequest(Request, frozen=True):
    """A decoded song, and what its score says where there is one."""

    source: Path
    out: Path
    truth: Truth | None = None


class AnalyseResult(Result, frozen=True, tag="result"):
    """A song in numbers. Times in ms or s as named, frequencies in Hz, confidences 0 to 1; None is: not to be told."""

    tempo: float | None
    tempo_confidence: float
    first_beat_ms: float | None
    beats_per_bar: int
    key: str | None
    key_confidence: float
    lufs: float | None
    energy: float
    energy_variance: float
    energy_max: float
    zero_crossing_rate: float
    spectral_centroid: float
    spectral_rolloff: float
    spectral_bandwidth: float
    spectral_flatness: float
    duration_ms: int
    source: str


class _Grid(Struct, frozen=True):
    tempo: float | None
    tempo_confidence: float
    beats: tuple[float, ...]
    downbeats: tuple[float, ...]
    beats_per_bar: int
    key: str | None
    key_confidence: float


def analyse(request: AnalyseRequest, reporter: Reporter) -> AnalyseResult:
    """Listen to the song once; write ``analysis.json`` (with every beat) into ``out``."""
    reporter.progress(0, "Listening")
    heard = listen(request.source, lambda share: reporter.progress(90 * share, "Listening"))
    reporter.progress(90, "Finding the beat")
    grid = _measure(heard) if request.truth is None else _from_score(request.truth, heard)
    result = AnalyseResult(
        tempo=grid.tempo,
        tempo_confidence=grid.tempo_confidence,
        first_beat_ms=round(1000 * grid.downbeats[0], 2) if grid.downbeats else None,
        beats_per_bar=grid.beats_per_bar,
        key=grid.key,
        key_confidence=grid.key_confidence,
        lufs=heard.lufs,
        **msgspec.structs.asdict(heard.colour),
        duration_ms=round(1000 * heard.seconds),
        source="measured" if request.truth is None else "score",
    )
    whole = {**msgspec.structs.asdict(result), "beats": grid.beats, "downbeats": grid.downbeats}
    (request.out / "analysis.json").write_bytes(msgspec.json.encode(whole))
    return result


def _measure(heard: Heard) -> _Grid:
    beats = find_beats(heard.onsets, heard.low_onsets, ONSETS_PER_SECOND, heard.seconds)
    count, first = find_bars(beats.times, heard)
    times = tuple(round(float(time), 5) for time in beats.times)
    key, sure = find_key(heard.chroma)
    return _Grid(beats.tempo, beats.confidence, times, times[first::count], count, key, sure)


def _from_score(truth: Truth, heard: Heard) -> _Grid:
    key, sure = (truth.key, 1.0) if truth.key else find_key(heard.chroma)
    return _Grid(truth.tempo, 1.0, truth.beats, truth.downbeats, truth.beats_per_bar, key, sure)


if __name__ == "__main__":
    run(AnalyseRequest, analyse, "listening to the song")
