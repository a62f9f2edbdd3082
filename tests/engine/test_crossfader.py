"""The crossfader's three curves (row L-073), and which side a channel is on."""

import math

import pytest

from engine import Curve, Play, SetCrossfader, SetCurve, SetSide, Side
from tests.engine.player import RAMP, RATE, ask, constant, loaded

PLACES = (-1.0, -0.9, -0.8, -0.4, 0.0, 0.25, 0.8, 1.0)


def gains(value: float, *before: SetCurve | SetSide) -> list[float]:
    """What each of the four channels is multiplied with."""
    heard = []
    for deck in range(4):
        songs = [constant(2000, 0.5 if index == deck else 0.0) for index in range(4)]
        engine = loaded(*songs, playing=False)
        ask(engine, *before, SetCrossfader(value), *(Play(index) for index in range(4)))
        heard.append(float(engine.render(RAMP)[-1, 0]) * 2)
    return heard


@pytest.mark.parametrize("value", PLACES)
def test_linear_is_whole_in_the_middle_and_straight_to_the_far_side(value: float) -> None:
    left, right = min(1.0, 1.0 - value), min(1.0, 1.0 + value)
    assert gains(value) == pytest.approx([left, right, left, right], abs=1e-7)


@pytest.mark.parametrize("value", PLACES)
def test_equal_power_is_a_cosine_and_a_sine(value: float) -> None:
    place = (value + 1.0) / 2.0 * math.pi / 2.0
    left, right = math.cos(place), math.sin(place)
    assert gains(value, SetCurve(Curve.EQUAL_POWER)) == pytest.approx([left, right, left, right], abs=1e-7)


@pytest.mark.parametrize("value", PLACES)
def test_sharp_is_a_switch_outside_eighty_percent(value: float) -> None:
    right = min(1.0, max(0.0, (value + 0.8) / 1.6))
    left = 1.0 - right
    assert gains(value, SetCurve(Curve.SHARP)) == pytest.approx([left, right, left, right], abs=1e-7)


@pytest.mark.parametrize("curve", Curve)
def test_at_its_ends_the_other_side_is_silent_and_this_one_is_whole(curve: Curve) -> None:
    assert gains(-1.0, SetCurve(curve)) == [1.0, 0.0, 1.0, 0.0]
    assert gains(1.0, SetCurve(curve)) == [0.0, 1.0, 0.0, 1.0]


def test_a_channel_on_no_side_or_the_other_one() -> None:
    sides = (SetSide(0, Side.BOTH), SetSide(1, Side.LEFT), SetSide(2, Side.RIGHT))
    assert gains(-1.0, *sides) == [1.0, 1.0, 0.0, 0.0]
    assert gains(1.0, *sides) == [1.0, 0.0, 1.0, 1.0]


def test_a_slow_move_keeps_the_power_equal_all_the_way() -> None:
    engine = loaded(constant(3 * RATE, 0.5), playing=False)
    ask(engine, SetCurve(Curve.EQUAL_POWER), SetCrossfader(-1.0), Play(0))
    engine.render(100)
    ask(engine, SetCrossfader(1.0, over=RATE))
    out = engine.render(RATE)[:, 0]
    assert out[RATE // 2 - 1] == pytest.approx(0.5 * math.sqrt(0.5), abs=1e-4)
    assert out[-1] == 0.0
