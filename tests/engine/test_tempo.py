"""Tempo by varispeed: right in pitch, clean, and without tones that are not there."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from engine import Play, SetTempo
from tests.engine.player import RATE, Sound, ask, loaded, sine


def at_tempo(song: Sound, ratio: float, frames: int) -> Sound:
    """The left side of a song played at a tempo, past the beginning."""
    engine = loaded(song, playing=False)
    ask(engine, SetTempo(0, ratio), Play(0))
    left: Sound = engine.render(frames)[1000:, 0].astype(np.float64)
    return left


def fit(out: npt.NDArray[np.floating[Any]], frequency: float) -> tuple[float, float]:
    """Amplitude of a tone in a signal, and how far what is left lies below it, in dB."""
    phase = 2 * np.pi * frequency * np.arange(len(out)) / RATE
    basis = np.stack([np.sin(phase), np.cos(phase), np.ones(len(out))], axis=1)
    weights, *_ = np.linalg.lstsq(basis, out, rcond=None)
    rest = out - basis @ weights
    amplitude = float(np.hypot(weights[0], weights[1]))
    return amplitude, float(20 * np.log10(amplitude / np.sqrt(2) / np.sqrt(np.mean(rest**2))))


@pytest.mark.parametrize("ratio", [0.5, 0.94, 1.0001, 1.06, 1.25, 1.5])
@pytest.mark.parametrize("frequency", [1_000.0, 10_000.0])
def test_a_tone_stays_a_tone(frequency: float, ratio: float) -> None:
    amplitude, sinad = fit(at_tempo(sine(60_000, frequency, 0.5), ratio, 30_000), frequency * ratio)
    if ratio * frequency < 11_000:
        assert amplitude == pytest.approx(0.5, rel=2e-3)
    assert sinad >= 90


def test_six_percent_faster_is_six_percent_higher_to_the_millihertz() -> None:
    out = at_tempo(sine(200_000, 1000.0, 0.5), 1.06, 150_000)
    halves = [out[:60_000], out[60_000:120_000]]
    phases = [np.angle(np.sum(half * np.exp(-2j * np.pi * 1060 * np.arange(60_000) / RATE))) for half in halves]
    error = (phases[1] - phases[0] + np.pi) % (2 * np.pi) - np.pi
    assert abs(error / (2 * np.pi) / (60_000 / RATE)) < 1e-3


@pytest.mark.parametrize(
    ("ratio", "frequency", "below"), [(1.5, 22_000.0, 60), (1.25, 23_000.0, 45), (1.5, 20_000.0, 40)]
)
def test_what_is_too_high_to_be_played_is_not_heard_as_something_lower(
    ratio: float, frequency: float, below: float
) -> None:
    out = at_tempo(sine(60_000, frequency, 0.5), ratio, 30_000)
    assert 20 * np.log10(np.sqrt(np.mean(out**2)) / (0.5 / np.sqrt(2))) < -below


def test_all_stems_stay_together() -> None:
    song = np.repeat(sine(20_000, 700.0, 0.1), 4, axis=1)
    song[:, 2:4] *= -1
    song[:, 6:8] *= -1
    assert np.abs(at_tempo(song, 1.0371, 15_000)).max() < 1e-7


@pytest.mark.parametrize("ratio", [0.5, 0.97, 1.3])
def test_the_song_lasts_as_long_as_the_tempo_says(ratio: float) -> None:
    engine = loaded(sine(10_000, level=0.5), playing=False)
    ask(engine, SetTempo(0, ratio), Play(0))
    engine.render(25_000)
    ended = [result.frame for result in engine.collect() if result.kind.name == "ENDED"]
    assert ended == [pytest.approx(10_000 / ratio, abs=1.0)]


def test_at_unity_the_recordings_samples_are_played_whatever_the_song() -> None:
    song = sine(5000, 23_000.0, 0.9)
    assert np.array_equal(loaded(song).render(5000), song)
