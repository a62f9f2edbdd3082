"""The rings and the snapshot between two threads: nothing lost, nothing torn, nobody waits."""

import sys
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from engine import (
    Cancel,
    Engine,
    Fade,
    Frames,
    Mark,
    OfflineEngine,
    Outcome,
    Refusal,
    Result,
    ResultKind,
    SetDeckGain,
    SetMaster,
    SetTempo,
)
from engine.kernel.sizes import COMMAND_SLOTS, RESULT_SLOTS
from tests.engine.player import RATE, ask, constant, loaded


@pytest.fixture(autouse=True)
def _quick_turns() -> Iterator[None]:
    """Threads that wait for each other's interpreter would spend the test in its five-millisecond turns."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(before)


def shift_rings(engine: OfflineEngine, commands: int, results: int) -> None:
    """Pretend that so many commands and results have passed."""
    state = engine._state
    for ring, index in (("commands", commands), ("results", results)):
        state[f"{ring}_written"]["value"] = index
        state[f"{ring}_read"]["value"] = index


def test_a_full_ring_is_a_value_and_changes_nothing() -> None:
    engine = OfflineEngine()
    asked = [SetTempo(0, 1.0) for _ in range(COMMAND_SLOTS + 5)]
    outcomes = [engine.submit(command) for command in asked]
    assert outcomes == [Outcome.ACCEPTED] * COMMAND_SLOTS + [Outcome.FULL] * 5
    engine.render(1)
    assert [result.command for result in engine.collect()] == asked[:COMMAND_SLOTS]
    assert engine.submit(asked[-1]) is Outcome.ACCEPTED


@pytest.mark.parametrize("index", [COMMAND_SLOTS - 3, 2**31 - 3, 2**32 - 3, 2**62])
def test_the_rings_go_round(index: int) -> None:
    engine = OfflineEngine()
    shift_rings(engine, index, index + 1)
    for _ in range(10):
        asked = [SetMaster(1.0) for _ in range(700)]
        ask(engine, *asked)
        engine.render(1)
        assert [result.command for result in engine.collect()] == asked


def test_while_nobody_collects_commands_wait_in_their_ring_and_none_is_lost() -> None:
    engine = OfflineEngine()
    asked = []
    while (command := SetMaster(1.0)) and engine.submit(command) is Outcome.ACCEPTED:
        asked.append(command)
        engine.render(1)
    assert len(asked) >= RESULT_SLOTS
    told: list[Result] = []
    while len(told) < len(asked):
        told += engine.collect()
        engine.render(1)
    assert [result.command for result in told] == asked


@pytest.mark.slow
def test_two_threads_hand_over_a_hundred_thousand_commands() -> None:
    engine = Engine.open("null", 48_000, 16)
    asked: list[int] = []
    told: list[int | None] = []
    done = threading.Event()

    def collect() -> None:
        while not done.is_set() or len(told) < len(asked):
            told.extend(result.command_id for result in engine.collect())

    collector = threading.Thread(target=collect)
    collector.start()
    try:
        for k in range(100_000):
            command = SetDeckGain(k % 2, (k % 100) / 100)
            while engine.submit(command) is Outcome.FULL:
                done.wait(0.0005)
            asked.append(command.id)
    finally:
        done.set()
        collector.join()
        engine.close()
    assert told == asked


@pytest.mark.slow
def test_a_snapshot_is_never_torn() -> None:
    engine = loaded(constant(3_000_000), constant(3_000_000), block=16)
    torn: list[str] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen = engine.snapshot()
            torn.extend(
                f"{deck.position_frames} at {seen.frame}"
                for deck in seen.decks
                if deck.playing and deck.position_frames != seen.frame
            )

    looker = threading.Thread(target=look)
    looker.start()
    end = time.monotonic() + 3.0
    try:
        while time.monotonic() < end:
            engine.render(160)
    finally:
        done.set()
        looker.join()
    assert torn == []


def test_a_burst_of_every_slot_in_one_block_is_carried_out_in_order() -> None:
    engine = loaded(constant(5000, 0.5))
    engine.render(16)
    engine.collect()
    ask(engine, *(SetMaster(k / COMMAND_SLOTS) for k in range(COMMAND_SLOTS)))
    engine.render(1)
    assert [result.refusal for result in engine.collect()] == [Refusal.NONE] * COMMAND_SLOTS
    assert engine.render(400)[-1, 0] == pytest.approx(0.5 * (COMMAND_SLOTS - 1) / COMMAND_SLOTS)


def test_results_come_in_the_order_of_their_frames() -> None:
    engine = loaded(constant(4001), constant(4000))
    ask(engine, Fade(0.5, Frames(5), at=Frames(4000)))
    engine.render(8000)
    results = engine.collect()
    assert [r.frame for r in results] == sorted(r.frame for r in results)
    assert [r.deck for r in results if r.kind is ResultKind.ENDED] == [1, 0]


def test_meters_read_peak_and_mean_square() -> None:
    engine = loaded(np.hstack([constant(96_000, 0.5), constant(96_000, 0.25)]))
    engine.render(72_000)
    seen = engine.snapshot()
    assert seen.decks[0].stems[0].peak == (0.5, 0.5)
    assert seen.decks[0].stems[1].rms == pytest.approx((0.25, 0.25), rel=0.02)
    assert seen.peak == (0.75, 0.75)
    assert seen.rms == pytest.approx((0.75, 0.75), rel=0.02)
    engine.render(48_000)
    assert engine.snapshot().peak[0] == pytest.approx(0.75 * 10 ** (-12 / 20), rel=0.01)


@pytest.mark.parametrize("frame", [0, 63, 96, 99])
def test_meters_miss_no_sample_of_either_side(frame: int) -> None:
    song = np.zeros((1000, 2), np.float32)
    song[frame] = 0.25, -0.5
    engine = loaded(song, block=100)
    engine.render(100)
    left, right = engine.snapshot().decks[0].stems[0].peak
    assert (left, right) == (0.25, 0.5)
    squares = engine.snapshot().decks[0].stems[0].rms
    assert squares[1] == pytest.approx(2 * squares[0])


def test_a_hand_takes_back_what_it_asked_while_answers_are_collected() -> None:
    """Both look through what was asked and not answered: on two threads that change places as often as can be."""
    engine = OfflineEngine(rate=RATE, block=64)
    wrong: list[BaseException] = []
    done = threading.Event()

    def hand() -> None:
        try:
            for _ in range(2_000):
                mark = Mark(quantum=4.0)
                while engine.submit(mark, Cancel(mark.id)) is Outcome.FULL:
                    time.sleep(0.0)
        except RuntimeError as error:
            wrong.append(error)
        done.set()

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    thread = threading.Thread(target=hand)
    thread.start()
    try:
        while not done.is_set():
            engine.render(64)
            engine.collect()
    finally:
        sys.setswitchinterval(before)
        thread.join()
    assert wrong == []
