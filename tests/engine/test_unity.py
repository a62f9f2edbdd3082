"""At unity the deck plays the sum of the stem files, bit for bit."""

import numpy as np
import pytest

from engine import Load, OfflineEngine, Play, SetMaster, SetMute, SetStemGain, SetTempo, Source
from tests.engine.player import RAMP, ask, loaded, noise, summed


@pytest.mark.parametrize("stems", range(1, 9))
def test_the_stems_sum_bit_for_bit_from_the_first_sample_to_the_last(stems: int) -> None:
    song = noise(5000, stems)
    assert np.array_equal(loaded(song).render(5000), summed(song))


def test_two_decks_are_summed_a_then_b() -> None:
    first, second = noise(3000, 4, seed=1), noise(3000, 8, seed=2, level=0.05)
    assert np.array_equal(loaded(first, second).render(3000), summed(first) + summed(second))


def test_silence_before_the_start_and_after_the_end() -> None:
    song = noise(1000, 2)
    engine = OfflineEngine()
    ask(engine, Load(0, Source.from_array(song)), Play(0, at=300))  # type: ignore[arg-type]
    out = engine.render(2000)
    assert not out[:300].any()
    assert np.array_equal(out[300:1300], summed(song))
    assert not out[1300:].any()


def test_faders_that_come_back_to_unity_leave_no_trace() -> None:
    song = noise(8000, 4)
    engine = loaded(song)
    ask(engine, SetMute(0, 2, on=True), SetStemGain(0, 1, 0.3), SetMaster(0.5))
    engine.render(2000)
    ask(engine, SetMute(0, 2, on=False), SetStemGain(0, 1, 1.0), SetMaster(1.0))
    engine.render(RAMP)
    assert np.array_equal(engine.render(4000), summed(song)[2000 + RAMP : 6000 + RAMP])


def test_a_tempo_that_comes_back_to_unity_plays_the_recordings_own_samples() -> None:
    song = noise(20_000, 3)
    engine = loaded(song)
    ask(engine, SetTempo(0, 1.0371))
    engine.render(3001)
    ask(engine, SetTempo(0, 1.0))
    engine.render(RAMP)
    position = engine.snapshot().decks[0].position_frames
    assert position == int(position)
    assert np.array_equal(engine.render(2000), summed(song)[int(position) : int(position) + 2000])
