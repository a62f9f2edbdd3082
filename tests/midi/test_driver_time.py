"""When a message came, out of nothing but the seconds between two of them."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from midi.wire.driver_time import DriverTime


def errors(came: list[float], polled: list[float], pace: float = 1.0) -> list[float]:
    """How far off each moment is, with a driver whose clock runs at a pace of its own."""
    driver = DriverTime()
    deltas = [0.0, *(pace * (b - a) for a, b in itertools.pairwise(came))]
    moments = [driver.moment(delta, now) for delta, now in zip(deltas, polled, strict=True)]
    assert all(moment <= now for moment, now in zip(moments, polled, strict=True))
    assert moments == sorted(moments)
    return [moment - time for moment, time in zip(moments, came, strict=True)]


@pytest.mark.parametrize("pace", [1.0, 1.0 - 1e-5, 1.0 + 1e-5])
def test_the_wait_until_the_poll_is_taken_out(pace):
    random = np.random.default_rng(1)
    came = list(1000.0 + np.cumsum(random.uniform(0.001, 0.3, 2000)))
    polled = [time + float(random.uniform(0.00002, 0.0012)) for time in came]
    settled = errors(came, polled, pace)[50:]
    assert np.std(settled) < 0.00006
    assert max(map(abs, settled)) < 0.0003


def test_after_minutes_without_a_message_the_drivers_clock_is_not_trusted_further_than_ours():
    came = [1000.0 + 0.01 * k for k in range(100)] + [4600.0 + 0.01 * k for k in range(100)]
    polled = [time + 0.0005 for time in came]
    assert max(map(abs, errors(came, polled, 1.0 - 1e-5))) < 0.001
    assert max(map(abs, errors(came, polled, 1.0 + 1e-4))) < 0.001


@pytest.mark.parametrize("wrong", [-1.0, math.nan, math.inf, -math.inf, 1e12])
def test_a_delta_that_cannot_be_means_now(wrong):
    driver = DriverTime()
    driver.moment(0.0, 10.0)
    assert driver.moment(wrong, 11.0) == 11.0
    assert driver.moment(0.5, 11.52) == pytest.approx(11.5, abs=1e-4)


def test_a_driver_that_tells_no_time_means_now():
    driver = DriverTime()
    moments = [driver.moment(0.0, 10.0 + k) for k in range(5)]
    assert moments == [10.0, 11.0, 12.0, 13.0, 14.0]


@given(some.lists(some.tuples(some.floats(), some.floats(0.0, 100.0)), max_size=50))
def test_it_never_runs_ahead_and_never_goes_back_whatever_the_driver_says(messages):
    driver, now, before = DriverTime(), 1000.0, 0.0
    for delta, passed in messages:
        now += passed
        moment = driver.moment(delta, now)
        assert before <= moment <= now
        before = moment
