"""Another leader, or other beats for it: what is heard goes on, whatever the clock counts."""

import numpy as np
import pytest

from engine import (
    Bend,
    Command,
    Eject,
    Load,
    Lock,
    OfflineEngine,
    Pause,
    Play,
    Seek,
    SetClock,
    SetGrid,
    SetLeader,
    SetTempo,
    Snapshot,
    Source,
)
from tests.engine.beats import apart, even, live, long_song, on_the_beat
from tests.engine.player import RATE, ask

SONG = long_song(60)


def rates(seen: Snapshot) -> list[float]:
    return [deck.rate for deck in seen.decks[:3]]


def factors(seen: Snapshot) -> list[float]:
    return [deck.factor for deck in seen.decks[:3]]


def in_beat(seen: Snapshot, *decks: int) -> bool:
    return all(abs(apart(seen, deck)) < 1e-3 for deck in decks)


def go_on(engine: OfflineEngine, *commands: Command, decks: tuple[int, ...] = (0, 1, 2)) -> Snapshot:
    """Do something, and see that the decks that play on are where their speed has taken them, without a leap."""
    before = engine.snapshot()
    ask(engine, *commands)
    engine.render(4800)
    after = engine.snapshot()
    for deck in decks:
        was, now = before.decks[deck], after.decks[deck]
        assert now.rate == pytest.approx(was.rate), deck
        assert now.position_frames - was.position_frames == pytest.approx(4800 * was.rate, abs=1.5), deck
    return after


@pytest.fixture
def three() -> OfflineEngine:
    """A song of 140 bpm leads; one of 70 and one of 138 follow."""
    engine = on_the_beat(even(140.0), even(70.0), even(138.0), song=SONG)
    ask(engine, Seek(1, 0.4 * RATE), Lock(1, on=True), Lock(2, on=True))
    engine.render(RATE)
    seen = engine.snapshot()
    assert factors(seen) == [1.0, 0.5, 1.0]
    assert rates(seen) == pytest.approx([1.0, 1.0, 140 / 138])
    assert in_beat(seen, 1, 2)
    return engine


@pytest.mark.parametrize("end", [Eject(0), Pause(0), SetGrid(0, None), SetLeader(1)])
def test_a_follower_at_half_time_that_has_to_lead_leads_on_at_the_clocks_tempo(
    three: OfflineEngine, end: Command
) -> None:
    beat = three.snapshot().clock.beat
    seen = go_on(three, end, decks=(1, 2))
    assert seen.clock.leader == 1
    assert seen.clock.bpm == pytest.approx(140.0)
    assert seen.clock.beat - beat == pytest.approx(4800 * 140 / 60 / RATE, abs=1e-3)
    assert factors(seen) == [1.0, 0.5, 1.0]
    assert in_beat(seen, 1, 2)


def test_when_the_leaders_song_ends_nobody_hears_it_in_the_others(three: OfflineEngine) -> None:
    ask(three, Seek(0, len(SONG) - 3000.0))
    three.render(2000)
    seen = go_on(three, decks=(1, 2))
    assert seen.clock.leader == 1
    assert seen.clock.bpm == pytest.approx(140.0)
    assert in_beat(seen, 1, 2)


def test_a_free_deck_at_half_the_tempo_that_is_chosen_to_lead_halves_the_clock_and_nothing_else(
    three: OfflineEngine,
) -> None:
    ask(three, Lock(1, on=False))
    three.render(100)
    seen = go_on(three, SetLeader(1), decks=(0, 1, 2))
    assert seen.clock.bpm == pytest.approx(70.0)
    assert factors(seen) == [1.0, 1.0, 2.0]
    assert in_beat(seen, 1, 2)


def test_a_follower_takes_the_measure_that_is_within_its_reach() -> None:
    engine = on_the_beat(even(100.0), even(100.0), even(190.0), song=SONG)
    ask(engine, Lock(1, on=True))
    engine.render(RATE)
    ask(engine, SetLeader(2))
    engine.render(1000)
    seen = engine.snapshot()
    assert (seen.clock.bpm, seen.decks[1].factor) == pytest.approx((190.0, 0.5))
    assert seen.decks[1].rate == pytest.approx(0.95)
    assert seen.decks[1].following
    assert in_beat(seen, 1)


def test_a_deck_that_follows_as_far_as_it_goes_does_so_behind_another_leader_of_the_same_tempo() -> None:
    engine = on_the_beat(even(160.0), even(160.0), even(100.0), song=SONG)
    ask(engine, Lock(1, on=True), Lock(2, on=True, factor=1.0))
    engine.render(1000)
    assert engine.snapshot().decks[2].rate == 1.5
    go_on(engine, Pause(0), decks=(1, 2))


@pytest.mark.parametrize("bpm", [240.0, 60.0])
def test_doubled_or_halved_beats_of_a_leader_are_heard_by_nobody(bpm: float) -> None:
    engine = on_the_beat(even(120.0), even(118.0), even(61.0), song=SONG)
    ask(engine, Lock(1, on=True), Lock(2, on=True))
    engine.render(2 * RATE + 777)
    seen = go_on(engine, SetGrid(0, even(bpm)))
    assert seen.clock.bpm == pytest.approx(bpm)
    assert all(deck.following for deck in seen.decks[1:3])
    assert in_beat(seen, 0, 1, 2)
    seen = go_on(engine, SetGrid(0, even(120.0)))
    assert seen.clock.bpm == pytest.approx(120.0)
    assert factors(seen) == [1.0, 1.0, 0.5]
    assert in_beat(seen, 0, 1, 2)


@pytest.mark.parametrize(("bpm", "factor"), [(280.0, 2.0), (70.0, 0.5)])
def test_a_locked_leader_whose_beats_are_doubled_or_halved_leaves_the_clock_alone(bpm: float, factor: float) -> None:
    engine = on_the_beat(even(140.0), even(70.0), even(138.0), song=SONG)
    ask(engine, *(Lock(deck, on=True) for deck in range(3)))
    engine.render(RATE)
    seen = go_on(engine, SetGrid(0, even(bpm)))
    assert seen.clock.bpm == pytest.approx(140.0)
    assert factors(seen) == [factor, 0.5, 1.0]
    assert in_beat(seen, 0, 1, 2)


def test_a_follower_whose_beats_are_doubled_goes_on_as_fast_however_fast_that_is() -> None:
    engine = on_the_beat(even(145.0), even(100.0), song=SONG)
    ask(engine, Lock(1, on=True, factor=1.0))
    engine.render(RATE)
    seen = go_on(engine, SetGrid(1, even(200.0)), decks=(0, 1))
    assert seen.decks[1].factor == 2.0


def test_a_leader_at_half_time_that_is_let_go_takes_the_clock_to_its_own_beats(three: OfflineEngine) -> None:
    ask(three, Pause(0))
    three.render(1000)
    seen = go_on(three, Lock(1, on=False), decks=(1, 2))
    assert seen.clock.bpm == pytest.approx(70.0)
    assert factors(seen) == [1.0, 1.0, 2.0]
    assert in_beat(seen, 1, 2)
    seen = go_on(three, Lock(1, on=True), decks=(1, 2))
    assert seen.clock.bpm == pytest.approx(70.0)


def test_the_clock_moves_a_leader_at_half_time_in_its_measure(three: OfflineEngine) -> None:
    ask(three, Pause(0), SetClock(150.0))
    three.render(1000)
    seen = three.snapshot()
    assert rates(seen)[1:] == pytest.approx([75 / 70, 150 / 138])
    ask(three, SetTempo(2, 145 / 138))
    three.render(1000)
    seen = three.snapshot()
    assert (seen.clock.bpm, seen.decks[1].rate) == pytest.approx((145.0, 72.5 / 70))
    assert in_beat(seen, 1, 2)


def test_a_hand_on_a_leader_at_half_time_hands_over_its_beat_at_the_end(three: OfflineEngine) -> None:
    ask(three, Pause(0), Bend(1, 1.1))
    three.render(20_000)
    assert abs(apart(three.snapshot(), 1)) > 0.01
    ask(three, Bend(1, 1.0))
    three.render(1000)
    assert in_beat(three.snapshot(), 1, 2)


@pytest.mark.parametrize(("bpm", "tempo"), [(100.0, 1.45), (120.0, 0.6)])
def test_a_deck_that_was_brought_there_by_hand_is_locked_without_a_leap_in_speed(bpm: float, tempo: float) -> None:
    engine = on_the_beat(even(bpm * tempo), even(bpm), song=SONG)
    ask(engine, SetTempo(1, tempo))
    engine.render(1000)
    ask(engine, Lock(1, on=True))
    engine.render(1000)
    seen = engine.snapshot().decks[1]
    assert (seen.rate, seen.factor) == pytest.approx((tempo, 1.0))


def test_a_deck_that_stands_is_locked_as_near_to_its_recording_as_can_be() -> None:
    engine = on_the_beat(even(120.0), even(62.0), song=SONG, playing=False)
    ask(engine, Play(0), SetTempo(1, 1.5), Lock(1, on=True))
    engine.render(1000)
    assert engine.snapshot().decks[1].rate == pytest.approx(60 / 62)


@pytest.mark.parametrize("hand", ["even", "live"])
def test_leaders_that_come_and_go_are_heard_by_nobody(hand: str) -> None:
    """Songs at half and double time hand the lead round; whoever plays on plays on as fast, and in the beat."""
    make = even if hand == "even" else (lambda bpm: live(300, seed=int(bpm), bpm=bpm, sway=0.01))
    engine = on_the_beat(*(make(bpm) for bpm in (140.0, 70.0, 138.0, 69.0)), song=long_song(120))
    ask(engine, *(Lock(deck, on=True) for deck in range(4)))
    engine.render(RATE)
    random = np.random.default_rng(3)
    for _ in range(60):
        before = [deck.rate for deck in engine.snapshot().decks]
        ask(engine, SetLeader(int(random.integers(0, 4))))
        engine.render(int(random.integers(1, RATE)))
        seen = engine.snapshot()
        assert [deck.rate for deck in seen.decks] == pytest.approx(before, rel=0.2)
        assert in_beat(seen, 0, 1, 2, 3)


def test_a_song_that_is_loaded_onto_a_locked_deck_takes_the_measure_that_fits_it() -> None:
    engine = on_the_beat(even(120.0), even(120.0), song=SONG)
    ask(engine, Lock(1, on=True))
    engine.render(1000)
    ask(engine, Load(1, Source.from_array(SONG)), SetGrid(1, even(62.0)), Lock(1, on=True))
    engine.render(1000)
    assert engine.snapshot().decks[1].factor == 0.5
