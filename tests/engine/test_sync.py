"""One clock: who leads it, who follows it, and how closely for how long."""

import numpy as np
import pytest

from engine import (
    BeatGrid,
    Bend,
    Eject,
    Frames,
    Jump,
    Lock,
    LoopHere,
    OfflineEngine,
    Pause,
    Play,
    Refusal,
    Seek,
    SetClock,
    SetGrid,
    SetLeader,
    SetLoop,
    SetTempo,
    Shift,
    Snapshot,
    SyncOnce,
)
from tests.engine.beats import apart, even, led, live, long_song, on_the_beat
from tests.engine.player import RATE, answers, ask, noise, summed

BEAT = RATE // 2


def lead_of(seen: Snapshot, deck: int) -> float:
    """How far the clock lies from a deck's bar, in beats."""
    return float((seen.decks[deck].beat - seen.clock.beat + 2) % 4 - 2)


def test_the_clock_runs_by_itself() -> None:
    engine = OfflineEngine()
    engine.render(RATE)
    clock = engine.snapshot().clock
    assert (clock.beat, clock.bpm) == pytest.approx((2.0, 120.0))
    assert clock.leader is None


def test_another_tempo_bends_the_clock_and_does_not_break_it() -> None:
    engine = OfflineEngine()
    ask(engine, SetClock(150.0, at=Frames(RATE // 4)))
    engine.render(RATE)
    clock = engine.snapshot().clock
    assert clock.beat == pytest.approx(0.5 + 0.75 * 2.5)
    assert clock.bpm == pytest.approx(150.0)


def test_the_clock_takes_tempo_and_bar_from_its_leader() -> None:
    engine = on_the_beat(even(126.0, first=1000.0))
    engine.render(7777)
    ask(engine, SetTempo(0, 1.04), SetLeader(0))
    engine.render(12_345)
    seen = engine.snapshot()
    assert seen.clock.leader == 0
    assert seen.clock.bpm == pytest.approx(126.0 * 1.04)
    assert lead_of(seen, 0) == pytest.approx(0.0, abs=1e-6)


def test_the_downbeat_of_the_grid_begins_a_bar_of_the_clock() -> None:
    grid = BeatGrid.from_beats(np.arange(64, dtype=np.float64) * BEAT, downbeat=3)
    engine = on_the_beat(grid)
    ask(engine, SetLeader(0))
    engine.render(5 * BEAT)
    seen = engine.snapshot()
    assert (seen.clock.beat - (seen.decks[0].beat - 3)) % 4 == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("block", [1, 128])
def test_a_leader_played_by_hand_takes_the_clock_along_beat_by_beat(block: int) -> None:
    grid = live(sway=0.03)
    engine = on_the_beat(grid, song=long_song(20), block=block)
    ask(engine, SetLeader(0))
    for _ in range(40):
        engine.render(4801)
        seen = engine.snapshot()
        beat = int(max(0, seen.decks[0].beat))
        assert seen.clock.bpm == pytest.approx(60.0 * RATE / (grid.beats[beat + 1] - grid.beats[beat]))
        # Where a beat begins between two frames the clock bends at the second of them.
        assert abs(lead_of(seen, 0)) * BEAT < 1.0


def test_a_loop_of_the_leader_leaves_the_clock_alone() -> None:
    engine = on_the_beat(even())
    ask(engine, SetLeader(0), SetLoop(0, on=True, start=0, end=10_000))
    engine.render(RATE * 3)
    assert engine.snapshot().clock.beat == pytest.approx(6.0)


@pytest.mark.parametrize("end", [Pause(0), Eject(0), SetGrid(0, None)])
def test_without_its_leader_the_clock_goes_on_as_it_was(end: Pause) -> None:
    engine = on_the_beat(even(150.0))
    ask(engine, SetLeader(0))
    engine.render(RATE)
    before = engine.snapshot().clock
    ask(engine, end)
    engine.render(RATE)
    after = engine.snapshot().clock
    assert after.leader is None
    assert after.bpm == pytest.approx(150.0)
    assert after.beat - before.beat == pytest.approx(2.5)


def test_nobody_chosen_the_deck_that_has_played_longest_leads() -> None:
    engine = on_the_beat(even(126.0), even(100.0), None, even(140.0), playing=False)
    ask(engine, Play(2), Play(1, at=Frames(100)), Play(3, at=Frames(200)), Play(0, at=Frames(300)))
    led_by = []
    for end in (Pause(1), Pause(3), Play(3), Pause(0), Pause(3)):
        engine.render(1000)
        clock = engine.snapshot().clock
        led_by.append((clock.leader, round(clock.bpm)))
        ask(engine, end)
    engine.render(1000)
    assert led_by == [(1, 100), (3, 140), (0, 126), (0, 126), (3, 140)]
    assert engine.snapshot().clock.leader is None


def test_while_the_chosen_leader_does_not_play_the_longest_playing_deck_leads() -> None:
    engine = on_the_beat(even(126.0), even(100.0, first=700.0), playing=False)
    ask(engine, SetLeader(1), Play(0))
    engine.render(1000)
    assert engine.snapshot().clock.leader == 0
    ask(engine, Play(1))
    engine.render(1000)
    seen = engine.snapshot()
    assert seen.clock.leader == 1
    assert lead_of(seen, 1) == pytest.approx(0.0, abs=1e-6)
    ask(engine, SetLeader(None))
    engine.render(1000)
    seen = engine.snapshot()
    assert seen.clock.leader == 0
    assert lead_of(seen, 0) == pytest.approx(0.0, abs=1e-6)


def test_a_follower_that_has_to_lead_leads_on_without_moving_the_bars() -> None:
    engine = led(on_the_beat(even(126.0)))
    ask(engine, Lock(0, on=True), Seek(0, 5 * 60 * RATE / 126))
    engine.render(5 * BEAT)
    before = engine.snapshot().clock
    ask(engine, Pause(3))
    engine.render(BEAT)
    after = engine.snapshot().clock
    assert after.leader == 0
    assert after.bpm == pytest.approx(120.0)
    assert after.beat - before.beat == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("move", [Seek(0, 7.3 * BEAT), Jump(0, 1.5), SetGrid(0, even(first=3210.0))])
def test_when_the_leader_jumps_the_clock_takes_its_bar(move: Seek) -> None:
    engine = on_the_beat(even())
    ask(engine, SetLeader(0))
    engine.render(12_345)
    ask(engine, move)
    engine.render(100)
    assert lead_of(engine.snapshot(), 0) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("hand", [[Bend(0, 1.1), Bend(0, 1.0, at=Frames(20_000))], [Shift(0, 900.0, 8000)]])
def test_a_hand_on_the_leader_leaves_the_clocks_tempo_and_hands_over_its_beat_at_the_end(
    hand: list[Bend | Shift],
) -> None:
    engine = on_the_beat(even())
    ask(engine, SetLeader(0), *hand)
    engine.render(6000)
    assert engine.snapshot().clock.bpm == pytest.approx(120.0)
    assert abs(lead_of(engine.snapshot(), 0)) > 0.01
    engine.render(20_000)
    assert lead_of(engine.snapshot(), 0) == pytest.approx(0.0, abs=1e-4)


def test_a_locked_deck_goes_with_the_clock_in_tempo_and_beat() -> None:
    engine = led(on_the_beat(even(126.0, first=5000.0)))
    engine.render(20_000)
    ask(engine, SetClock(130.0), Lock(0, on=True))
    engine.render(30_000)
    seen = engine.snapshot()
    assert seen.decks[0].rate == pytest.approx(130.0 / 126.0)
    assert seen.decks[0].following
    assert abs(apart(seen, 0)) < 1e-7


@pytest.mark.parametrize("start", [0.0, 0.2, 0.49, 0.51, 0.9])
def test_a_lock_moves_the_deck_by_half_a_beat_at_most(start: float) -> None:
    engine = led(on_the_beat(even()))
    ask(engine, Seek(0, (8 + start) * BEAT))
    engine.render(128)
    ask(engine, Lock(0, on=True))
    engine.render(128)
    assert abs(engine.position(0) - ((8 + start) * BEAT + 256)) <= BEAT / 2
    assert abs(apart(engine.snapshot(), 0)) < 2 / RATE


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_half_and_double_tempo(factor: float) -> None:
    engine = led(on_the_beat(even(120.0 * factor)))
    engine.render(11_111)
    ask(engine, SetClock(128.0), Lock(0, on=True, factor=factor))
    engine.render(RATE)
    seen = engine.snapshot()
    assert seen.decks[0].rate == pytest.approx(128.0 / 120.0)
    assert abs(apart(seen, 0, factor)) < 1e-6


@pytest.mark.parametrize("move", [Seek(0, 123_456.0), Jump(0, 3.7)])
def test_a_locked_deck_that_jumps_keeps_the_beat(move: Seek) -> None:
    engine = led(on_the_beat(even(126.0)))
    ask(engine, Lock(0, on=True))
    engine.render(10_000)
    ask(engine, move)
    engine.render(128)
    assert abs(apart(engine.snapshot(), 0)) < 1e-6
    if isinstance(move, Seek):
        assert abs(engine.position(0) - move.position - 128 * 120 / 126) <= 60 * RATE / 126 / 2


def test_a_locked_deck_falls_into_the_beat_when_it_starts() -> None:
    engine = on_the_beat(even(126.0), playing=False)
    ask(engine, Lock(0, on=True), Seek(0, 20_000.0), Play(0, at=Frames(9_999)))
    engine.render(20_000)
    assert abs(apart(engine.snapshot(), 0)) < 1e-6


def test_started_on_its_beat_a_locked_deck_plays_its_first_sample_first() -> None:
    song = noise(RATE * 2, 2)
    engine = on_the_beat(even(), song=song, playing=False)
    engine.render(100)
    ask(engine, Lock(0, on=True), Play(0, quantum=1.0))
    out = engine.render(BEAT + 1000)
    assert np.array_equal(out[BEAT - 100 :], summed(song)[:1100])


def test_the_tempo_of_a_locked_deck_moves_the_clock_and_all_that_go_with_it() -> None:
    engine = on_the_beat(even(120.0), even(126.0), even(118.0))
    ask(engine, SetLeader(0), Lock(1, on=True), Lock(2, on=True), SetTempo(1, 1.02))
    engine.render(1000)
    seen = engine.snapshot()
    assert seen.clock.bpm == pytest.approx(126.0 * 1.02)
    bpm = [120.0, 126.0, 118.0]
    assert [deck.rate for deck in seen.decks[:3]] == pytest.approx([126.0 * 1.02 / own for own in bpm])
    ask(engine, SetTempo(0, 1.0))
    engine.render(1000)
    assert engine.snapshot().clock.bpm == pytest.approx(120.0)
    assert engine.snapshot().decks[0].rate == 1.0


def test_a_deck_that_is_let_go_keeps_its_speed() -> None:
    engine = led(on_the_beat(even(126.0)))
    ask(engine, SetClock(130.0), Lock(0, on=True), Lock(0, on=False, at=Frames(1000)), SetClock(90.0, at=Frames(2000)))
    engine.render(3000)
    seen = engine.snapshot().decks[0]
    assert seen.rate == pytest.approx(130.0 / 126.0)
    assert not seen.following


def test_a_clock_out_of_reach_is_followed_as_far_as_it_goes_and_in_beat_again_when_it_comes_back() -> None:
    engine = led(on_the_beat(even(100.0)))
    ask(engine, Lock(0, on=True), SetClock(160.0, at=Frames(1000)))
    engine.render(20_000)
    deck = engine.snapshot().decks[0]
    assert (deck.rate, deck.following) == (1.5, False)
    ask(engine, SetClock(140.0))
    engine.render(1000)
    seen = engine.snapshot()
    assert seen.decks[0].following
    assert abs(apart(seen, 0)) < 1e-6


def test_a_lock_waits_for_a_grid() -> None:
    engine = led(on_the_beat(None))
    lock = Lock(0, on=True)
    ask(engine, lock)
    engine.render(1000)
    assert answers(engine)[lock.id].refusal is Refusal.NONE
    assert not engine.snapshot().decks[0].following
    ask(engine, SetGrid(0, even(126.0)))
    engine.render(1000)
    assert engine.snapshot().decks[0].following
    assert abs(apart(engine.snapshot(), 0)) < 1e-6


def test_sync_once_takes_tempo_and_beat_and_is_free_after_it() -> None:
    engine = led(on_the_beat(even(126.0), None))
    engine.render(1234)
    once, none = SyncOnce(0), SyncOnce(1)
    ask(engine, once, none)
    engine.render(1000)
    told = answers(engine)
    assert (told[once.id].refusal, told[none.id].refusal) == (Refusal.NONE, Refusal.NO_GRID)
    assert abs(apart(engine.snapshot(), 0)) < 1e-6
    ask(engine, SetClock(100.0))
    engine.render(1000)
    assert engine.snapshot().decks[0].rate == pytest.approx(120.0 / 126.0)


def test_a_hand_on_a_locked_deck_moves_it_against_the_clock_and_it_stays_there() -> None:
    engine = led(on_the_beat(even(126.0)))
    ask(engine, Lock(0, on=True))
    engine.render(1000)
    ask(engine, Shift(0, 480.0, 4000))
    engine.render(60_000)
    assert apart(engine.snapshot(), 0) == pytest.approx(480 / RATE * 126 / 120, abs=1e-5)


def test_at_the_recordings_speed_a_locked_deck_plays_its_own_samples() -> None:
    song = noise(RATE * 4, 2)
    engine = on_the_beat(even(first=123.4), even(first=777.7), song=song)
    ask(engine, SetLeader(0), Lock(1, on=True), Pause(0, at=Frames(5000)))
    out = engine.render(20_000)
    assert engine.snapshot().decks[1].rate == 1.0
    end = int(engine.position(1))
    assert np.array_equal(out[6000:], summed(song)[end - 14_000 : end])


@pytest.mark.slow
@pytest.mark.parametrize("hand", ["even", "live"])
def test_ten_minutes_of_tempo_moves_part_no_locked_decks(hand: str) -> None:
    """Four decks of different tempo and length of beats, looping, jumping: a millisecond at most between any two."""
    minutes = 10
    make = even if hand == "even" else (lambda bpm, **_: live(3000, seed=int(bpm), bpm=bpm))
    grids = [make(bpm=bpm, beats=3000) for bpm in (120.0, 126.3, 117.7, 131.1)]
    engine = on_the_beat(*grids, song=long_song(60 * minutes * 1.5), block=1024)
    ask(engine, SetLeader(0), *(Lock(deck, on=True) for deck in (1, 2, 3)))
    random = np.random.default_rng(1)
    worst = 0.0
    for second in range(60 * minutes):
        if second % 3 == 0:
            ask(engine, SetTempo(0, float(random.uniform(0.97, 1.03)), at=Frames(second * RATE + 777)))
        if second % 20 == 10:
            ask(engine, LoopHere(2, 1.0, quantum=1.0), SetLoop(2, on=False, at=Frames((second + 7) * RATE)))
        if second % 30 == 15:
            ask(engine, Jump(1, 8.0))
        engine.render(RATE)
        seen = engine.snapshot()
        worst = max(worst, *(abs(apart(seen, deck)) for deck in (1, 2, 3)), abs(apart(seen, 0)))
        engine.collect()
    print(f"worst phase error: {worst * 1e6:.2f} us")
    assert worst < 1e-3


def test_locked_decks_sound_the_same_in_blocks_of_any_size() -> None:
    def played(block: int) -> np.ndarray:
        song = noise(RATE * 4, 2)
        engine = on_the_beat(live(bpm=240), live(bpm=250, seed=2), even(233.0), song=song, block=block)
        ask(
            engine,
            SetLeader(0),
            Lock(1, on=True),
            SetTempo(0, 1.02, at=Frames(5001)),
            Lock(2, on=True, at=Frames(7003)),
        )
        ask(
            engine,
            Seek(0, 50_000.5, at=Frames(20_000)),
            Bend(0, 1.05, at=Frames(23_456)),
            Bend(0, 1.0, at=Frames(27_000)),
        )
        ask(
            engine,
            SetClock(238.0, at=Frames(30_001)),
            LoopHere(1, 0.25, quantum=0.5),
            Shift(2, 77.7, 3000, at=Frames(9000)),
        )
        out: np.ndarray = engine.render(40_000)
        return out

    expected = played(64)
    for block in (1, 17, 128, 1000):
        assert np.array_equal(played(block), expected), block
