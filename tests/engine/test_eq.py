"""The equaliser: the curves of the formulas, kills that kill, and nothing at all when it is flat."""

import math

import numpy as np
import pytest

from engine import Band, Frames, Play, SetEq
from tests.engine.player import RAMP, RATE, ask, loaded, noise, sine, summed
from tests.engine.sound import MARGIN, OWN_STEP, largest_step, level_db

CENTRES = {Band.LOW: 50.0, Band.MID: 1000.0, Band.HIGH: 12_000.0}
#: Tones an octave beyond the borders of a killed band, which lie at 240 Hz and 3.8 kHz, and further away.
BEYOND = (
    *((Band.LOW, frequency) for frequency in (480.0, 1500.0, 15_000.0)),
    *((Band.MID, frequency) for frequency in (30.0, 60.0, 120.0, 7600.0, 12_000.0)),
    *((Band.HIGH, frequency) for frequency in (30.0, 1000.0, 1900.0)),
)
TONES = (30.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 15_000.0)
GAINS = (10 ** (-12 / 20), 0.5, 10 ** (12 / 20))


def cookbook_db(band: Band, gain: float, frequency: float) -> float:
    """What Robert Bristow-Johnson's formulas say: shelves at 200 Hz and 8 kHz of slope 1, a bell at 1 kHz of Q 1."""
    root = math.sqrt(gain)
    centre = 2 * math.pi * {Band.LOW: 200.0, Band.MID: 1000.0, Band.HIGH: 8000.0}[band] / RATE
    cosine = math.cos(centre)
    if band is Band.MID:
        alpha = math.sin(centre) / 2
        above = (1 + alpha * root, -2 * cosine, 1 - alpha * root)
        below = (1 + alpha / root, -2 * cosine, 1 - alpha / root)
    else:
        sign = 1 if band is Band.LOW else -1
        bend = math.sqrt(2 * root) * math.sin(centre)
        less, turn, still = sign * (root - 1) * cosine, sign * (root - 1), (root + 1) * cosine
        above = (root * (root + 1 - less + bend), 2 * root * (turn - still), root * (root + 1 - less - bend))
        below = (root + 1 + less + bend, -2 * (turn + still), root + 1 + less - bend)
    delay = np.exp(-1j * 2 * math.pi * frequency / RATE * np.arange(3))
    return 20 * math.log10(abs(np.dot(above, delay) / np.dot(below, delay)))


def heard_db(frequency: float, *moves: SetEq) -> float:
    """How much louder a tone comes out than it went in, once the equaliser has settled."""
    song = sine(3 * RATE, frequency, 0.1)
    engine = loaded(song, playing=False)
    ask(engine, *moves, Play(0))
    engine.render(RATE)
    return level_db(engine.render(RATE), frequency) + 20.0


@pytest.mark.parametrize("frequency", TONES)
@pytest.mark.parametrize("band", Band)
def test_its_curves_are_those_of_the_formulas(band: Band, frequency: float) -> None:
    for gain in GAINS:
        assert heard_db(frequency, SetEq(0, band, gain)) == pytest.approx(cookbook_db(band, gain, frequency), abs=0.1)


@pytest.mark.parametrize("band", Band)
def test_a_kill_takes_more_than_forty_decibels(band: Band) -> None:
    assert heard_db(CENTRES[band], SetEq(0, band, 0.0)) < -40.0


@pytest.mark.parametrize(("band", "frequency"), BEYOND)
def test_a_kill_leaves_the_other_bands_an_octave_beyond_its_borders(band: Band, frequency: float) -> None:
    assert heard_db(frequency, SetEq(0, band, 0.0)) == pytest.approx(0.0, abs=1.0)


@pytest.mark.parametrize("band", Band)
def test_with_the_two_others_killed_a_band_is_still_there(band: Band) -> None:
    kills = [SetEq(0, other, 0.0) for other in Band if other is not band]
    assert heard_db(CENTRES[band], *kills) == pytest.approx(0.0, abs=1.0)


def test_all_three_killed_leave_nothing_after_the_fade() -> None:
    engine = loaded(noise(RATE, 2))
    engine.render(1000)
    ask(engine, *(SetEq(0, band, 0.0) for band in Band))
    assert engine.render(RAMP).any()
    assert not engine.render(9000).any()


def test_beside_a_kill_the_other_bands_turn_as_ever() -> None:
    kill = SetEq(0, Band.LOW, 0.0)
    for gain in GAINS:
        expected = cookbook_db(Band.HIGH, gain, 8000.0)
        assert heard_db(8000.0, kill, SetEq(0, Band.HIGH, gain)) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("gain", [0.25, 4.0])
def test_a_band_that_is_killed_is_not_shaped_and_comes_back_as_it_is_turned(gain: float) -> None:
    engine = loaded(sine(3 * RATE, 500.0, 0.1))
    ask(engine, SetEq(0, Band.LOW, gain), SetEq(0, Band.LOW, 0.0, at=Frames(9000)))
    ask(engine, SetEq(0, Band.LOW, gain, at=Frames(40_000)))
    engine.render(20_000)
    assert level_db(engine.render(9600), 500.0) == pytest.approx(-20.5, abs=0.1)
    engine.render(20_000)
    assert level_db(engine.render(9600), 500.0) == pytest.approx(-20.0 + cookbook_db(Band.LOW, gain, 500.0), abs=0.1)


def test_a_kill_takes_the_time_it_is_given_and_leaves_the_others_meanwhile() -> None:
    engine = loaded(sine(5 * RATE, 50.0, 0.1) + sine(5 * RATE, 240.0, 0.1) + sine(5 * RATE, 2000.0, 0.1))
    ask(engine, SetEq(0, Band.LOW, 0.0, over=2 * RATE))
    engine.render(RATE - 2400)
    half = engine.render(4800)
    assert level_db(half, 50.0) == pytest.approx(-26.0, abs=0.3)
    # Where the bands meet, one of them is halved: no more is missing than that.
    assert level_db(half, 240.0) == pytest.approx(-20.0 + 20 * math.log10(0.75), abs=0.3)
    assert level_db(half, 2000.0) == pytest.approx(-20.0, abs=0.1)
    engine.render(RATE)
    assert level_db(engine.render(RATE), 50.0) < -70.0


def test_a_kill_before_the_song_begins_is_there_from_the_first_sample() -> None:
    engine = loaded(noise(9000, 1), playing=False)
    ask(engine, *(SetEq(0, band, 0.0) for band in Band), Play(0))
    assert not engine.render(1000).any()


@pytest.mark.parametrize("band", Band)
@pytest.mark.parametrize("frequency", [60.0, 1000.0, 9000.0])
def test_a_kill_and_back_does_not_click(band: Band, frequency: float) -> None:
    step = 2 * math.sin(math.pi * frequency / RATE)
    engine = loaded(sine(RATE, frequency))
    ask(engine, SetEq(0, band, 0.0, at=Frames(1013)), SetEq(0, band, 1.0, at=Frames(9013)))
    ask(engine, SetEq(0, band, 0.0, at=Frames(19_013)), SetEq(0, band, 1.0, at=Frames(19_100)))
    assert largest_step(engine.render(RATE)) <= step + MARGIN


def test_a_band_that_is_killed_in_a_full_tone_does_not_click() -> None:
    engine = loaded(sine(RATE))
    ask(engine, *(SetEq(0, band, 0.0, at=Frames(1013)) for band in Band))
    assert largest_step(engine.render(9000)) <= OWN_STEP + MARGIN


def test_flat_again_is_the_sound_itself_to_the_bit() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, *(SetEq(0, band, gain) for band, gain in zip(Band, (0.0, 3.0, 0.4), strict=True)))
    engine.render(5000)
    ask(engine, *(SetEq(0, band, 1.0) for band in Band))
    engine.render(RAMP)
    assert np.array_equal(engine.render(9000), summed(song)[5000 + RAMP :][:9000])


def test_a_move_takes_the_time_it_is_given() -> None:
    engine = loaded(sine(5 * RATE, 50.0, 0.5))
    ask(engine, SetEq(0, Band.LOW, 0.25, over=2 * RATE))
    engine.render(2 * RATE - 4800)
    assert level_db(engine.render(4800), 50.0) > -18.0
    assert level_db(engine.render(RATE), 50.0) == pytest.approx(-6.02 - 12.04, abs=0.3)


def test_it_rings_out_and_comes_to_rest() -> None:
    engine = loaded(noise(4000, 1), playing=False)
    ask(engine, SetEq(0, Band.LOW, 4.0), SetEq(0, Band.HIGH, 0.0), Play(0))
    engine.render(4001)
    assert engine.render(200).any()
    engine.render(RATE)
    assert not engine.render(1000).any()
    channels = engine._state["channels"]
    for memory in (channels["bands"]["memory"], channels["split"]["stages"]):
        assert not memory["first"].any()
        assert not memory["second"].any()
