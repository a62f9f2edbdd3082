"""Loops that are no whole number of beats: the deck goes its own way in them, and is in the beat again behind them."""

import numpy as np
import pytest

from engine import (
    ChainLoop,
    ClearChain,
    Command,
    Frames,
    LeaveLoop,
    Lock,
    LoopHere,
    OfflineEngine,
    Pause,
    Play,
    Roll,
    Seek,
    SetGrid,
    SetLeader,
    SetLoop,
    SetMute,
    SetTempo,
    Shift,
)
from tests.engine.beats import apart, even, live, long_song, on_the_beat
from tests.engine.player import RATE, ask, noise, summed

BEAT = RATE // 2
NAMES = ["quarter", "half", "one and a half", "in and out", "chain", "chain of halves", "cleared chain"]


def loop_of(name: str, deck: int) -> list[Command]:
    """A loop of 1/4, 1/2 or 1 1/2 beats of 120 bpm, one between two places off the beat, or a chain off it."""
    loops: list[list[Command]] = [
        [LoopHere(deck, 0.25), SetLoop(deck, on=False, at=Frames(RATE * 3 + 1000))],
        [LoopHere(deck, 0.5), SetLoop(deck, on=False, at=Frames(RATE * 3 + 14_000))],
        [LoopHere(deck, 1.5), SetLoop(deck, on=False, at=Frames(RATE * 4))],
        [SetLoop(deck, True, BEAT + 777, 3 * BEAT + 12_345), SetLoop(deck, on=False, at=Frames(RATE * 5))],
        [ChainLoop(deck, BEAT, 2 * BEAT, 2), ChainLoop(deck, 5 * BEAT + 5000, 6 * BEAT + 5000, 2)],
        [ChainLoop(deck, BEAT, BEAT + BEAT // 2, 3), ChainLoop(deck, 4 * BEAT, 5 * BEAT, 1)],
        [ChainLoop(deck, 2 * BEAT, 2 * BEAT + 6000, 900), ClearChain(deck, at=Frames(RATE * 3 + 1000))],
    ]
    return loops[NAMES.index(name)]


def furthest(engine: OfflineEngine, deck: int, seconds: float) -> float:
    """How far from the beat a deck comes meanwhile."""
    worst = 0.0
    for _ in range(int(seconds * 10)):
        engine.render(RATE // 10)
        worst = max(worst, abs(apart(engine.snapshot(), deck)))
    return worst


@pytest.mark.parametrize("name", NAMES)
def test_a_follower_is_in_the_beat_again_behind_its_loop(name: str) -> None:
    engine = on_the_beat(even(), even(), song=long_song(30))
    ask(engine, SetLeader(0), Lock(1, on=True))
    engine.render(BEAT + 10_000)
    ask(engine, *loop_of(name, 1))
    assert furthest(engine, 1, 9.0) > 0.05
    seen = engine.snapshot()
    assert not seen.decks[1].loop_on
    assert abs(apart(seen, 1)) < 1e-3
    assert abs(apart(seen, 0)) < 1e-3


@pytest.mark.parametrize("name", NAMES)
def test_a_leader_comes_back_to_those_who_follow_it(name: str) -> None:
    engine = on_the_beat(even(), even(126.0), song=long_song(30))
    ask(engine, SetLeader(0), Lock(1, on=True))
    engine.render(BEAT + 10_000)
    before = engine.snapshot()
    ask(engine, *loop_of(name, 0))
    assert furthest(engine, 0, 9.0) > 0.05
    after = engine.snapshot()
    assert not after.decks[0].loop_on
    assert abs(apart(after, 0)) < 1e-3
    # Nobody has been dragged, neither the clock nor the follower.
    frames = after.frame - before.frame
    assert after.clock.beat - before.clock.beat == pytest.approx(frames / BEAT, abs=1e-6)
    way = after.decks[1].position_frames - before.decks[1].position_frames
    assert way == pytest.approx(frames * 120 / 126, abs=1.5)


@pytest.mark.parametrize("name", NAMES)
def test_to_a_leader_that_nobody_follows_the_clock_comes(name: str) -> None:
    engine = on_the_beat(even(), song=noise(RATE * 12, 1))
    ask(engine, SetLeader(0))
    engine.render(BEAT + 10_000)
    ask(engine, *loop_of(name, 0))
    out = engine.render(9 * RATE)
    seen = engine.snapshot()
    assert abs(apart(seen, 0)) < 1e-3
    # It plays on behind its loop without a seam.
    place = int(seen.decks[0].position_frames)
    assert np.array_equal(out[-20_000:], summed(noise(RATE * 12, 1))[place - 20_000 : place])


def test_the_deck_goes_astray_as_its_loop_does_and_comes_back_at_the_very_frame_of_its_end() -> None:
    engine = on_the_beat(even(), even())
    ask(engine, SetLeader(0), Lock(1, on=True), SetLoop(1, on=True, start=0, end=6000))
    ask(engine, SetLoop(1, on=False, at=Frames(13_000)))
    engine.render(17_999)
    assert engine.position(1) == 5999.0
    engine.render(1)
    # It was at a quarter of a beat; the clock is at three quarters.
    assert engine.position(1) == 18_000.0


@pytest.mark.parametrize("beats", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("hand", [0.0, 300.0])
def test_a_loop_of_whole_beats_ends_without_a_seam_wherever_a_hand_has_put_the_deck(beats: float, hand: float) -> None:
    song = noise(RATE * 20, 1)
    engine = on_the_beat(even(), even(), song=song)
    ask(engine, SetLeader(0), Lock(1, on=True), Shift(1, hand, 2000))
    engine.render(BEAT)
    ask(engine, SetMute(0, 0, on=True), LoopHere(1, beats), SetLoop(1, on=False, at=Frames(10 * BEAT)))
    out = engine.render(16 * BEAT)
    place = int(engine.position(1))
    assert place == (17 - 9 // beats * beats) * BEAT + hand
    assert np.array_equal(out[-4 * BEAT :], summed(song)[place - 4 * BEAT : place])


@pytest.mark.parametrize("locked", [False, True])
def test_a_deck_that_goes_with_nobody_is_never_moved(locked: bool) -> None:
    """Free, or locked and let go in the loop."""
    song = noise(RATE * 12, 1)
    engine = on_the_beat(even(), even(), song=song)
    ask(engine, SetLeader(0), Lock(1, on=locked), Lock(1, on=False, at=Frames(100)))
    ask(engine, LoopHere(1, 0.25, at=Frames(200)), SetLoop(1, on=False, at=Frames(20_000)), Pause(0, at=Frames(100)))
    out = engine.render(RATE)
    # Four turns of 6000 frames: three of them over again.
    assert engine.position(1) == RATE - 3 * 6000
    assert np.array_equal(out[25_000:], summed(song)[25_000 - 18_000 : RATE - 18_000])


@pytest.mark.parametrize("beats", [0.25, 0.5, 1.5])
def test_a_leader_that_leaves_its_loop_at_once_drags_nobody(beats: float) -> None:
    engine = on_the_beat(even(), even(126.0), song=long_song(30))
    ask(engine, SetLeader(0), Lock(1, on=True), LoopHere(0, beats))
    engine.render(int(3.6 * BEAT * beats) + 1000)
    before = engine.snapshot()
    ask(engine, LeaveLoop(0))
    engine.render(RATE)
    after = engine.snapshot()
    assert abs(apart(after, 0)) < 1e-3
    assert after.clock.beat - before.clock.beat == pytest.approx(2.0, abs=1e-6)
    way = after.decks[1].position_frames - before.decks[1].position_frames
    assert way == pytest.approx(RATE * 120 / 126, abs=1.5)


@pytest.mark.parametrize("below", [[], [LoopHere(0, 0.25)]])
def test_a_roll_of_a_leader_drags_nobody(below: list[Command]) -> None:
    engine = on_the_beat(even(), even(126.0), song=long_song(30))
    ask(engine, SetLeader(0), Lock(1, on=True), *below)
    engine.render(BEAT)
    before = engine.snapshot()
    ask(engine, Roll(0, on=True, beats=1 / 8), Roll(0, on=False, at=Frames(BEAT + 15_000)))
    ask(engine, SetLoop(0, on=False, at=Frames(BEAT + 40_000)))
    engine.render(RATE * 2)
    after = engine.snapshot()
    assert abs(apart(after, 0)) < 1e-3
    assert after.clock.beat - before.clock.beat == pytest.approx(4.0, abs=1e-6)
    way = after.decks[1].position_frames - before.decks[1].position_frames
    assert way == pytest.approx(RATE * 2 * 120 / 126, abs=1.5)


def test_a_deck_in_such_a_loop_that_has_to_lead_gives_the_clock_its_beat_no_sooner_than_it_has_it() -> None:
    engine = on_the_beat(even(), even(), even(126.0), song=long_song(30))
    ask(engine, SetLeader(0), Lock(1, on=True), Lock(2, on=True), LoopHere(1, 0.25))
    engine.render(17_000)
    before = engine.snapshot()
    ask(engine, Pause(0), SetLoop(1, on=False, at=Frames(60_000)))
    engine.render(RATE * 2)
    after = engine.snapshot()
    assert after.clock.leader == 1
    assert abs(apart(after, 1)) < 1e-3
    assert after.clock.beat - before.clock.beat == pytest.approx(4.0, abs=1e-3)


def test_a_deck_in_a_loop_shorter_than_its_way_to_the_beat_stays_in_it() -> None:
    engine = on_the_beat(even(), even(), song=long_song(30))
    ask(engine, SetLeader(0), SetLoop(1, on=True, start=0, end=3000), Seek(0, 10_000.0, at=Frames(100)))
    ask(engine, Lock(1, on=True, at=Frames(200)))
    engine.render(201)
    assert 0 <= engine.position(1) < 3000
    engine.render(RATE)
    assert 0 <= engine.position(1) < 3000


def test_a_deck_that_stood_in_such_a_loop_leads_again_when_it_plays() -> None:
    engine = on_the_beat(even(), song=long_song(30))
    ask(engine, SetLeader(0), LoopHere(0, 0.25), Pause(0, at=Frames(20_000)), Play(0, at=Frames(33_333)))
    engine.render(33_400)
    assert abs(apart(engine.snapshot(), 0)) < 1e-6


def test_such_loops_sound_the_same_in_blocks_of_any_size() -> None:
    def played(block: int) -> np.ndarray:
        engine = on_the_beat(live(bpm=240), even(250.0), even(125.0), song=noise(RATE * 4, 2), block=block)
        ask(engine, SetLeader(0), Lock(1, on=True), Lock(2, on=True))
        ask(engine, LoopHere(0, 0.25, at=Frames(3001)), SetLoop(0, on=False, at=Frames(12_000)))
        ask(engine, LoopHere(1, 0.5, at=Frames(5003)), SetLoop(1, on=False, at=Frames(17_000)))
        ask(engine, ChainLoop(2, 9000, 12_345, 2, at=Frames(9000)), SetLeader(1, at=Frames(20_000)))
        ask(engine, SetGrid(1, even(500.0), at=Frames(25_000)), Pause(1, at=Frames(30_000)))
        out: np.ndarray = engine.render(40_000)
        return out

    expected = played(64)
    for block in (1, 17, 128, 1000):
        assert np.array_equal(played(block), expected), block


@pytest.mark.slow
def test_ten_minutes_of_other_leaders_and_loops_off_the_beat_part_no_locked_decks() -> None:
    minutes = 10
    grids = [even(bpm=bpm, beats=3000) for bpm in (120.0, 63.2, 117.7, 131.1)]
    engine = on_the_beat(*grids, song=long_song(60 * minutes * 1.5), block=1024)
    ask(engine, *(Lock(deck, on=True) for deck in range(4)))
    random = np.random.default_rng(1)
    lengths = (0.25, 0.5, 0.75, 1.5)
    worst = 0.0
    looping = -1
    for second in range(60 * minutes):
        part = second % 10
        if part == 0:
            ask(engine, SetLeader(int(random.integers(0, 4))))
        if part == 1:
            leader = engine.snapshot().clock.leader
            assert leader is not None
            ask(engine, SetTempo(leader, engine.snapshot().decks[leader].tempo * float(random.uniform(0.98, 1.02))))
        if part == 2:
            looping = int(random.integers(0, 4))
            ask(engine, LoopHere(looping, lengths[int(random.integers(0, 4))]))
        if part == 6:
            ask(engine, SetLoop(looping, on=False) if second % 20 < 10 else LeaveLoop(looping))
        engine.render(RATE)
        seen = engine.snapshot()
        astray = (looping,) if 2 <= part < 8 else ()
        worst = max(worst, *(abs(apart(seen, deck)) for deck in range(4) if deck not in astray))
        assert all(0.7 < deck.rate < 1.4 for deck in seen.decks)
        engine.collect()
    print(f"worst phase error: {worst * 1e6:.2f} us")
    assert worst < 1e-3
