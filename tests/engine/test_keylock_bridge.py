"""A jump is heard at once, and a stretcher that falls behind is never a gap: the deck's own voice bridges both."""

import numpy as np
import pytest

from engine import (
    Frames,
    OfflineEngine,
    Pause,
    Play,
    ResultKind,
    Seek,
    SetKeyLock,
    SetLoop,
    SetStemLoop,
    SetTempo,
    Stop,
)
from tests.engine.player import RAMP, RATE, ask, loaded, sine
from tests.engine.sound import MARGIN, OWN_STEP, largest_step
from tests.engine.test_tempo import fit

#: Seconds of stretched sound each.
pytestmark = pytest.mark.slow


def locked(seconds: float = 1.0, frequency: float = 1000.0) -> OfflineEngine:
    """A deck that plays a tone at +6 %, with key lock."""
    engine = loaded(sine(RATE * 20, frequency), playing=False)
    ask(engine, SetKeyLock(0, on=True), SetTempo(0, 1.06), Play(0))
    engine.render(int(seconds * RATE))
    assert engine.snapshot().decks[0].stretched
    return engine


def falls(engine: OfflineEngine) -> list[bool]:
    return [result.on for result in engine.collect() if result.kind is ResultKind.STRETCH]


def test_a_seek_is_heard_at_its_frame_and_key_locked_soon_after() -> None:
    engine = loaded(np.concatenate([sine(RATE * 3, 1000.0), sine(RATE * 3, 500.0)]), playing=False)
    ask(engine, SetKeyLock(0, on=True), SetTempo(0, 1.06), Play(0), Seek(0, 4 * RATE, at=Frames(RATE)))
    out = engine.render(RATE * 2)[:, 0].astype(np.float64)
    # First its own voice, faster and higher, then the right pitch.
    assert fit(out[RATE + 240 : RATE + 600], 530.0)[1] > 40
    assert fit(out[RATE + 2000 :], 500.0)[1] > 40
    assert falls(engine) == []


def test_a_deck_that_is_cued_up_is_key_locked_from_its_first_frame() -> None:
    engine = locked()
    ask(engine, Pause(0), Seek(0, 5 * RATE + 77))
    engine.render(RATE // 2)
    ask(engine, Play(0))
    engine.render(128)
    assert engine.snapshot().decks[0].stretched
    engine.render(RAMP)
    out = engine.render(RATE)[:, 0].astype(np.float64)
    assert fit(out, 1000.0)[1] > 45


def test_a_loop_comes_round_after_exactly_its_length() -> None:
    start, length = 30_000, 24_000
    song = sine(RATE * 4, 1000.0, 0.05)
    song[start + 6000 : start + 6100] = 0.9
    engine = loaded(song, playing=False)
    ask(engine, SetKeyLock(0, on=True), SetTempo(0, 1.06), Play(0))
    ask(engine, SetLoop(0, on=True, start=start, end=start + length))
    out = engine.render(RATE * 10)[:, 0]
    assert engine.snapshot().decks[0].stretched
    heard = [first(out, (start + 6050 + k * length) / 1.06) for k in range(18)]
    assert np.std(np.array(heard) - np.arange(18) * length / 1.06) < 0.0005 * RATE
    assert heard[-1] - heard[0] == pytest.approx(17 * length / 1.06, abs=0.001 * RATE)
    assert falls(engine) == []


def test_one_stem_repeats_itself_while_the_others_go_on() -> None:
    song = np.concatenate([sine(RATE * 8, 1000.0, 0.2), sine(RATE * 8, 500.0, 0.2)], axis=1)
    song[2 * RATE :, 0:2] = 0.0
    song[3 * RATE :, 2:4] = 0.0
    engine = loaded(song, playing=False)
    ask(engine, SetKeyLock(0, on=True), SetTempo(0, 1.06), Play(0))
    ask(engine, SetStemLoop(0, 0, on=True, start=RATE, end=2 * RATE, at=Frames(RATE // 2)))
    out = engine.render(RATE * 5)[:, 0].astype(np.float64)
    assert engine.snapshot().decks[0].stretched
    assert np.std(out[RATE * 4 :]) == pytest.approx(0.2 / np.sqrt(2), rel=0.05)
    assert fit(out[RATE * 4 :], 500.0)[0] < 0.001
    ask(engine, SetStemLoop(0, 0, on=False))
    assert np.abs(engine.render(RATE)[RATE // 4 :]).max() < 0.001


def first(out, due: float) -> float:
    """The middle of the energy of a bang that is due."""
    begin = round(due) - 1200
    energy = out[begin : begin + 2400].astype(np.float64) ** 4
    return begin + float((energy * np.arange(2400)).sum() / energy.sum())


def test_a_stretcher_that_falls_behind_is_bridged_without_a_gap_and_told_both_ways() -> None:
    engine = locked()
    stretcher = engine._stretchers.pop(0)
    alone = engine.render(RATE // 2)
    assert falls(engine) == [False]
    assert not engine.snapshot().decks[0].stretched
    assert fit(alone[RATE // 4 :, 0].astype(np.float64), 1060.0)[1] > 80
    engine._stretchers[0] = stretcher
    back = engine.render(RATE // 2)
    assert falls(engine) == [True]
    assert engine.snapshot().decks[0].stretched
    out = np.concatenate([alone, back])
    assert largest_step(out) <= OWN_STEP * 1.06 + MARGIN
    loudness = np.sqrt(np.mean(out[:, 0].reshape(-1, 240).astype(np.float64) ** 2, axis=1))
    assert loudness.min() > 0.5


def test_a_stretcher_that_does_not_come_after_a_jump_is_told() -> None:
    engine = locked()
    engine._stretchers.clear()
    ask(engine, Seek(0, 6 * RATE))
    engine.render(RATE // 8)
    assert falls(engine) == []
    engine.render(RATE // 4)
    assert falls(engine) == [False]


def test_more_is_kept_ahead_after_a_fall() -> None:
    engine = locked()
    stretcher = engine._stretchers.pop(0)
    before = stretcher.target
    engine.render(RATE // 4)
    engine._stretchers[0] = stretcher
    engine.render(RATE // 4)
    assert stretcher.target == 2 * before


def test_switched_off_nothing_is_kept() -> None:
    engine = locked()
    ask(engine, SetKeyLock(0, on=False))
    engine.render(1024)
    stretcher = engine._stretchers[0]
    assert stretcher.ahead(stretcher.look()) == 0
    assert not engine.snapshot().decks[0].stretched


def test_stopped_at_the_beginning_it_starts_again_key_locked() -> None:
    engine = locked()
    ask(engine, Stop(0))
    engine.render(4096)
    ask(engine, Play(0))
    engine.render(1024)
    assert engine.snapshot().decks[0].stretched
