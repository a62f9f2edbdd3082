"""The filter with one knob, on a channel and on a stem: low pass to the left, high pass to the right, else nothing."""

import math

import numpy as np
import pytest

from engine import Command, Frames, Load, Pause, Play, Seek, SetDeckFilter, SetStemFilter, Source
from tests.engine.player import RATE, ask, constant, loaded, noise, sine, summed
from tests.engine.sound import MARGIN, OWN_STEP, largest_step, level_db

#: A filter's knob takes 20 ms.
SWEEP = RATE // 50
TONES = (50.0, 300.0, 1000.0, 5000.0, 12_000.0)


def turn(what: str, value: float, at: int | None = None, over: int = 0) -> Command:
    when = None if at is None else Frames(at)
    if what == "channel":
        return SetDeckFilter(0, value, over, at=when)
    return SetStemFilter(0, 0, value, over, at=when)


def formula_db(value: float, frequency: float) -> float:
    """A second-order filter of Q 0.7 at 20 * 1000 ** c Hz, through the bilinear transform."""
    cutoff = 20.0 * 1000.0 ** (1.0 + value if value < 0 else value)
    place = 1j * math.tan(math.pi * frequency / RATE) / math.tan(math.pi * cutoff / RATE)
    above = 1.0 if value < 0 else place**2
    return 20 * math.log10(abs(above / (place**2 + place / 0.7 + 1)))


@pytest.mark.parametrize("what", ["channel", "stem"])
@pytest.mark.parametrize("value", [-0.8, -0.4, -0.1, 0.1, 0.5, 0.8])
def test_its_curve_is_that_of_the_formula(what: str, value: float) -> None:
    for frequency in TONES:
        expected = formula_db(value, frequency)
        if expected > -60.0:
            engine = loaded(sine(3 * RATE, frequency, 0.1), playing=False)
            ask(engine, turn(what, value), Play(0))
            engine.render(RATE)
            assert level_db(engine.render(RATE), frequency) + 20 == pytest.approx(expected, abs=0.1), frequency


@pytest.mark.parametrize("what", ["channel", "stem"])
@pytest.mark.parametrize("value", [-1.0, -0.5, -0.02, 0.02, 0.5, 1.0])
def test_a_knob_that_is_thrown_and_comes_back_does_not_click(what: str, value: float) -> None:
    for start in (1000, 1006, 1012, 1018, 1024, 1036):
        engine = loaded(sine(RATE))
        ask(engine, turn(what, value, start), turn(what, 0.0, 9013), turn(what, value, 17_013))
        ask(engine, turn(what, -value, 25_013), turn(what, 0.0, 30_013), turn(what, value, 30_300))
        assert largest_step(engine.render(RATE)) <= OWN_STEP + MARGIN, start


@pytest.mark.parametrize("what", ["channel", "stem"])
def test_a_sweep_from_end_to_end_does_not_click(what: str) -> None:
    for over in (500, 5000, 50_000):
        engine = loaded(sine(3 * RATE))
        ask(engine, turn(what, -1.0, 1013), turn(what, 1.0, 2013, over), turn(what, -1.0, 53_013, over))
        assert largest_step(engine.render(2 * RATE)) <= OWN_STEP + MARGIN


@pytest.mark.parametrize("what", ["channel", "stem"])
@pytest.mark.parametrize("value", [-0.7, 0.7])
def test_in_the_middle_it_is_the_sound_itself_to_the_bit(what: str, value: float) -> None:
    song = noise(20_000, 3)
    engine = loaded(song)
    ask(engine, turn(what, value))
    engine.render(5000)
    ask(engine, turn(what, 0.0))
    engine.render(SWEEP)
    assert np.array_equal(engine.render(9000), summed(song)[5000 + SWEEP :][:9000])


def test_a_stems_filter_leaves_the_others_alone() -> None:
    song = np.hstack([sine(RATE, 100.0, 0.2), sine(RATE, 3000.0, 0.2)])
    engine = loaded(song, playing=False)
    ask(engine, SetStemFilter(0, 1, -0.6), Play(0))
    engine.render(4800)
    out = engine.render(24_000)
    assert level_db(out, 100.0) == pytest.approx(20 * math.log10(0.2), abs=0.05)
    assert level_db(out, 3000.0) < -45.0


def test_what_a_jump_leaves_behind_goes_through_the_stems_filter_too() -> None:
    engine = loaded(sine(RATE))
    ask(engine, SetStemFilter(0, 0, -0.6), Seek(0, 20_011, at=Frames(5013)))
    assert largest_step(engine.render(9000)[600:]) <= OWN_STEP + MARGIN


def test_another_song_comes_unfiltered() -> None:
    song = noise(9000, 2, seed=5)
    engine = loaded(noise(9000, 2))
    ask(engine, SetStemFilter(0, 0, 0.9), SetStemFilter(0, 1, -0.9))
    engine.render(2000)
    ask(engine, Load(0, Source.from_array(song)))
    engine.render(SWEEP)
    ask(engine, Play(0))
    assert np.array_equal(engine.render(5000), summed(song)[:5000])


@pytest.mark.parametrize("what", ["channel", "stem"])
@pytest.mark.parametrize("value", [-0.5, 0.5])
def test_damage_does_not_stay_in_it(what: str, value: float) -> None:
    song, healthy = noise(9000, 2), noise(9000, 2, seed=3)
    song[1000:, 0:2] = np.nan
    engine = loaded(song, playing=False)
    ask(engine, turn(what, value), Play(0))
    assert np.isfinite(engine.render(4000)).all()
    ask(engine, Load(0, Source.from_array(healthy)))
    engine.render(RATE)
    ask(engine, turn(what, 0.0))
    engine.render(SWEEP)
    ask(engine, Play(0))
    assert np.array_equal(engine.render(5000), summed(healthy)[:5000])


def test_it_comes_to_rest_and_costs_nothing_then() -> None:
    engine = loaded(constant(4000, 1.0), playing=False)
    ask(engine, SetDeckFilter(0, 0.2), SetStemFilter(0, 0, -0.4), Play(0), Pause(0, at=Frames(3000)))
    engine.render(3 * RATE)
    assert not engine.render(100).any()
    for memory in (engine._state["channels"]["filter"]["memory"], engine._state["decks"]["stems"]["filter"]["memory"]):
        assert not memory["first"].any()
        assert not memory["second"].any()
