"""Mute, solo, gains and the crossfader do what a mixer's do."""

import itertools

import numpy as np
import pytest

from engine import (
    Fade,
    Frames,
    OfflineEngine,
    Play,
    SetCrossfader,
    SetDeckGain,
    SetMaster,
    SetMute,
    SetSolo,
    SetStemGain,
)
from tests.engine.player import RAMP, RATE, Sound, ask, constant, loaded

LEVELS = [0.5, 0.25, 0.125, 0.0625]


def four_levels(frames: int = 20_000) -> Sound:
    """Stems whose sum tells which of them are heard."""
    return np.repeat(np.tile(np.array(LEVELS, np.float32), (frames, 1)), 2, axis=1)


def heard(engine: OfflineEngine) -> float:
    """The level once all ramps are done."""
    engine.render(RAMP)
    out = engine.render(10)
    assert (out == out[0, 0]).all()
    return float(out[0, 0])


@pytest.mark.parametrize("muted", list(itertools.product([False, True], repeat=4)))
def test_mute_silences_exactly_its_stem(muted: tuple[bool, ...]) -> None:
    engine = loaded(four_levels())
    ask(engine, *(SetMute(0, stem, on) for stem, on in enumerate(muted)))
    assert heard(engine) == sum(level for level, on in zip(LEVELS, muted, strict=True) if not on)


def test_any_solo_silences_the_others_and_several_add() -> None:
    engine = loaded(four_levels())
    ask(engine, SetSolo(0, 1, on=True))
    assert heard(engine) == 0.25
    ask(engine, SetSolo(0, 3, on=True))
    assert heard(engine) == 0.25 + 0.0625
    ask(engine, SetSolo(0, 1, on=False), SetSolo(0, 3, on=False))
    assert heard(engine) == sum(LEVELS)


def test_mute_wins_over_solo() -> None:
    engine = loaded(four_levels())
    ask(engine, SetSolo(0, 1, on=True), SetSolo(0, 2, on=True), SetMute(0, 1, on=True))
    assert heard(engine) == 0.125


def test_a_mute_on_a_stem_that_fades_away_slowly_silences_it_at_once() -> None:
    engine = loaded(four_levels())
    ask(engine, SetMute(0, 0, on=True, over=RATE), SetMute(0, 1, on=True, over=RATE))
    engine.render(RAMP)
    ask(engine, SetMute(0, 0, on=True))
    engine.render(RAMP)
    left = engine.render(1)[0, 0] - 0.125 - 0.0625
    # The other one goes on its slow way.
    assert left == pytest.approx(0.25 * (1 - 2 * RAMP / RATE), abs=1e-3)


def test_a_solo_silences_at_once_what_fades_away_slowly() -> None:
    engine = loaded(four_levels())
    ask(engine, *(SetMute(0, stem, on=True, over=RATE) for stem in (0, 2, 3)))
    engine.render(RAMP)
    ask(engine, SetSolo(0, 1, on=True))
    assert heard(engine) == 0.25


def test_a_mute_pressed_again_leaves_every_sample_as_it_is() -> None:
    song = four_levels()
    engine, other = loaded(song), loaded(song)
    for each in (engine, other):
        ask(each, SetMute(0, 1, on=True))
        each.render(2 * RAMP)
    ask(engine, SetMute(0, 1, on=True), SetMute(0, 0, on=False), SetSolo(0, 2, on=False))
    assert (engine.render(1000) == other.render(1000)).all()


def test_a_solo_on_one_deck_leaves_the_other_alone() -> None:
    engine = loaded(four_levels(), constant(20_000, 0.03125))
    ask(engine, SetSolo(0, 1, on=True))
    assert heard(engine) == 0.25 + 0.03125


def test_gains_multiply() -> None:
    engine = loaded(four_levels())
    ask(engine, SetSolo(0, 0, on=True), SetStemGain(0, 0, 0.5), SetDeckGain(0, 0.25), SetMaster(2.0))
    assert heard(engine) == 0.5 * 0.5 * 0.25 * 2.0


@pytest.mark.parametrize(
    ("value", "first", "second"),
    [(-1.0, 1.0, 0.0), (-0.5, 1.0, 0.5), (0.0, 1.0, 1.0), (0.25, 0.75, 1.0), (1.0, 0.0, 1.0)],
)
def test_the_crossfader_is_whole_in_the_middle_and_linear_to_the_far_side(
    value: float, first: float, second: float
) -> None:
    engine = loaded(constant(20_000, 0.5), constant(20_000, 0.125))
    ask(engine, SetCrossfader(value))
    assert heard(engine) == 0.5 * first + 0.125 * second


def test_a_ramp_takes_five_milliseconds_and_begins_at_once() -> None:
    engine = loaded(constant(20_000, 1.0))
    engine.render(1000)
    ask(engine, SetStemGain(0, 0, 0.5, at=Frames(1030)))
    out = engine.render(1000)[:, 0]
    assert (out[:30] == 1.0).all()
    assert np.allclose(out[30 : 30 + RAMP], 1.0 - 0.5 * np.arange(1, RAMP + 1) / RAMP, atol=1e-7)
    assert (out[30 + RAMP :] == 0.5).all()


def test_faders_set_in_silence_are_there_from_the_first_sample() -> None:
    engine = loaded(four_levels(), playing=False)
    ask(engine, SetMute(0, 0, on=True), SetDeckGain(0, 0.5), SetMaster(0.5), SetCrossfader(-1.0))
    ask(engine, Play(0))
    out = engine.render(500)
    assert (out == (0.25 + 0.125 + 0.0625) * 0.25).all()


def test_fade_takes_the_whole_output_down_in_the_time_it_is_given() -> None:
    engine = loaded(constant(20_000, 0.5))
    engine.render(100)
    ask(engine, Fade(0.0, Frames(2400)))
    out = engine.render(2400)[:, 0]
    assert (np.diff(out) < 0).all()
    assert out[1199] == pytest.approx(0.25, abs=1e-4)
    assert not engine.render(100).any()
