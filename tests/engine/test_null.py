"""The null device keeps time and says what it is."""

import time

import pytest

from engine import Engine, Load, Play, Source
from engine.kernel.sizes import FLIGHT_SLOTS
from tests.engine.player import noise


@pytest.fixture
def engine() -> Engine:
    return Engine.open("null", 48_000, 64)


@pytest.mark.slow
def test_its_clock_runs_as_fast_as_the_wall_clock(engine: Engine) -> None:
    try:
        time.sleep(0.3)
        began, first = time.monotonic(), engine.snapshot().frame
        time.sleep(3.0)
        frames, seconds = engine.snapshot().frame - first, time.monotonic() - began
    finally:
        engine.close()
    assert frames / seconds == pytest.approx(48_000, rel=0.01)


def test_songs_play_on_it(engine: Engine) -> None:
    engine.submit(Load(0, Source.from_array(noise(480_000, 4))))
    engine.submit(Play(0))
    time.sleep(0.3)
    deck = engine.snapshot().decks[0]
    engine.close()
    assert deck.playing
    assert deck.position_frames > 0.1 * 48_000


def test_it_says_that_nothing_can_be_heard(engine: Engine) -> None:
    device = engine.device
    engine.close()
    assert (device.name, device.null, device.wanted, device.message) == ("null", True, None, None)


def test_a_device_that_is_not_there_is_named_with_what_to_do() -> None:
    engine = Engine.open("no such device", 48_000, 64)
    try:
        device = engine.device
        time.sleep(0.2)
        assert engine.snapshot().frame > 0
    finally:
        engine.close()
    assert (device.null, device.wanted) == (True, "no such device")
    assert device.message


def test_after_closing_the_clock_stands(engine: Engine) -> None:
    time.sleep(0.05)
    engine.close()
    frame = engine.snapshot().frame
    time.sleep(0.05)
    assert engine.snapshot().frame == frame


def test_the_flight_recorder_keeps_the_start_and_the_duration_of_every_block(engine: Engine) -> None:
    time.sleep(0.3)
    engine.close()
    timing = engine.snapshot().timing
    starts, durations = engine.flight().T
    assert len(starts) == min(timing.blocks, FLIGHT_SLOTS)
    assert (starts[1:] > starts[:-1]).all()
    assert starts[-1] / 1e9 == pytest.approx(engine.snapshot().time)
    assert (durations > 0).all()
    # The snapshot is of the middle of the last block, which had not ended then.
    assert durations[:-1].max() / 1e9 == pytest.approx(timing.worst_duration_s)
