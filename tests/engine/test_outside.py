"""Somebody outside leads the clock: it meets them without a leap, and what is locked goes along."""

import numpy as np
import pytest

from engine import (
    FollowClock,
    Frames,
    FreeClock,
    Lock,
    OfflineEngine,
    Play,
    Seek,
    SetClock,
    SetTempo,
    Snapshot,
    SyncOnce,
)
from tests.engine.beats import apart, even, long_song, on_the_beat
from tests.engine.player import RATE, answers, ask

SONG = long_song(120)


def follow(bpm: float, beat: float, frame: int, at: int | None = None) -> FollowClock:
    """Somebody outside is at a beat at a frame."""
    return FollowClock(bpm=bpm, beat=beat, frame=Frames(frame), at=None if at is None else Frames(at))


def off_ms(seen: Snapshot, bpm: float, beat: float, frame: int) -> float:
    """How far the clock is from a line outside, in milliseconds."""
    there = beat + (seen.frame - frame) * bpm / 60.0 / RATE
    return (seen.clock.beat - there) * 60_000.0 / bpm


def test_the_clock_meets_those_outside_at_a_known_frame_and_stays_with_them() -> None:
    engine = OfflineEngine(RATE)
    engine.render(1000)
    ask(engine, follow(bpm=120.0, beat=0.05, frame=500))
    engine.render(RATE // 4)
    assert 1.0 < abs(off_ms(engine.snapshot(), 120.0, 0.05, 500)) < 20.0
    engine.render(RATE)
    assert off_ms(engine.snapshot(), 120.0, 0.05, 500) == pytest.approx(0.0, abs=1e-4)
    assert engine.snapshot().clock.bpm == pytest.approx(120.0, abs=1e-9)
    engine.render(60 * RATE)
    assert off_ms(engine.snapshot(), 120.0, 0.05, 500) == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize("block", [32, 128, 1000])
def test_where_the_blocks_end_makes_no_difference(block: int) -> None:
    engine = on_the_beat(even(), song=SONG, block=block)
    ask(engine, Lock(0, on=True))
    engine.render(4000)
    ask(engine, follow(bpm=126.0, beat=0.2, frame=4000, at=5555))
    engine.render(2 * RATE)
    seen = engine.snapshot()
    assert seen.clock.beat == pytest.approx(0.2 + 2 * RATE * 126.0 / 60.0 / RATE, abs=1e-8)
    assert apart(seen, 0) == pytest.approx(0.0, abs=2e-5)


def test_a_bend_is_never_more_than_two_percent_and_the_beat_goes_on_unbroken() -> None:
    engine = OfflineEngine(RATE, block=64)
    engine.render(RATE)
    ask(engine, follow(bpm=120.0, beat=2.12, frame=RATE))
    beats = [engine.snapshot().clock.beat]
    for _ in range(4 * RATE // 64):
        engine.render(64)
        beats.append(engine.snapshot().clock.beat)
    steps = np.diff(beats) / (64 * 120 / 60 / RATE)
    assert steps.min() > 0.999
    assert 1.015 < steps.max() < 1.0201
    assert off_ms(engine.snapshot(), 120.0, 2.12, RATE) == pytest.approx(0.0, abs=1e-4)


def test_from_far_away_the_clock_leaps_and_locked_decks_with_it() -> None:
    engine = on_the_beat(even(), even(124.0), song=SONG)
    ask(engine, Lock(1, on=True))
    engine.render(RATE)
    ask(engine, follow(bpm=120.0, beat=0.0, frame=RATE))
    engine.render(128)
    seen = engine.snapshot()
    assert seen.clock.beat == pytest.approx(128 * 2 / RATE)
    assert apart(seen, 1) == pytest.approx(0.0, abs=3e-5)


def test_what_waits_for_a_bar_waits_for_that_of_those_outside() -> None:
    engine = on_the_beat(even(), song=SONG, playing=False)
    play = Play(0, quantum=4.0)
    ask(engine, play)
    engine.render(RATE)
    ask(engine, follow(bpm=120.0, beat=0.0, frame=RATE))
    engine.render(3 * RATE)
    assert answers(engine)[play.id].frame == 3 * RATE


def test_no_deck_leads_while_somebody_outside_does_and_a_locked_one_is_taken_along() -> None:
    engine = on_the_beat(even(), even(128.0), song=SONG)
    ask(engine, Lock(1, on=True))
    engine.render(RATE)
    assert engine.snapshot().clock.leader == 0
    ask(engine, follow(bpm=126.0, beat=2.01, frame=RATE))
    engine.render(3 * RATE)
    ask(engine, SetTempo(0, 1.1), SetTempo(1, 1.1), SetClock(90.0), Seek(0, 5 * RATE))
    engine.render(3 * RATE)
    seen = engine.snapshot()
    assert seen.clock.leader is None
    assert seen.clock.bpm == pytest.approx(126.0)
    assert seen.decks[0].rate == pytest.approx(1.1)
    assert seen.decks[1].rate == pytest.approx(126.0 / 128.0)
    assert apart(seen, 1) == pytest.approx(0.0, abs=3e-5)
    ask(engine, SyncOnce(0))
    engine.render(128)
    assert engine.snapshot().decks[0].rate == pytest.approx(1.05)


def test_when_they_have_gone_a_deck_leads_again_or_the_clock_keeps_their_tempo() -> None:
    alone, led = OfflineEngine(RATE), on_the_beat(even(100.0), song=SONG)
    for engine in (alone, led):
        engine.render(RATE)
        ask(engine, follow(bpm=130.0, beat=engine.snapshot().clock.beat + 0.1, frame=RATE))
        engine.render(1000)
        ask(engine, FreeClock())
        engine.render(RATE)
    assert alone.snapshot().clock.bpm == pytest.approx(130.0)
    assert led.snapshot().clock.bpm == pytest.approx(100.0)
    assert led.snapshot().clock.leader == 0


def test_a_line_that_drifts_is_followed_within_a_tenth_of_a_millisecond() -> None:
    """A line every 20 ms, its tempo wandering by a beat a minute."""
    engine = OfflineEngine(RATE, block=64)
    beat, frame = 0.0, 0
    for tick in range(600):
        bpm = 120.0 + np.sin(tick / 200.0)
        ask(engine, follow(bpm=bpm, beat=beat, frame=frame))
        engine.render(960)
        beat, frame = beat + 960 * bpm / 60.0 / RATE, frame + 960
        if tick > 50:
            assert abs(off_ms(engine.snapshot(), bpm, beat, frame)) < 0.1


@pytest.mark.parametrize("bpm", [0.0, 19.0, 401.0, float("nan")])
def test_a_tempo_out_of_all_reason_is_refused(bpm: float) -> None:
    with pytest.raises(ValueError, match="bpm"):
        OfflineEngine(RATE).submit(follow(bpm=bpm, beat=0.0, frame=0))
