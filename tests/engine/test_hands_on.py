"""Hands on a deck: beat jumps, bends, pushes and slip."""

import numpy as np
import pytest

from engine import (
    Bend,
    ChainLoop,
    Frames,
    Jump,
    LeaveLoop,
    Pause,
    Refusal,
    Seek,
    SetLoop,
    SetSlip,
    SetTempo,
    Shift,
)
from tests.engine.beats import even, live, on_the_beat
from tests.engine.player import RAMP, RATE, answers, ask, loaded, noise, sine, summed

BEAT = RATE // 2


def test_a_jump_keeps_the_place_within_the_beat() -> None:
    grid = live()
    engine = on_the_beat(grid, song=noise(RATE * 60, 1), playing=False)
    beats = grid.beats
    ask(engine, Seek(0, float(beats[10] + 0.3 * (beats[11] - beats[10]))), SetTempo(0, 1.01), Jump(0, 16.0))
    engine.render(1)
    assert engine.position(0) == pytest.approx(beats[26] + 0.3 * (beats[27] - beats[26]))
    ask(engine, Jump(0, -20.0))
    engine.render(1)
    assert engine.position(0) == pytest.approx(beats[6] + 0.3 * (beats[7] - beats[6]))


def test_at_the_recordings_speed_a_jump_lands_on_a_sample() -> None:
    song = noise(RATE * 10, 2)
    engine = on_the_beat(even(174.0), song=song)
    ask(engine, Jump(0, 4.0, at=Frames(1000)))
    out = engine.render(3000)
    start = 1000 + round(4 * 60 * RATE / 174.0)
    assert np.array_equal(out[1000 + RAMP :], summed(song)[start + RAMP :][: 2000 - RAMP])


@pytest.mark.parametrize(("beats", "expected"), [(-100.0, 0.25), (100.0, 19.25), (-2.0, 0.25), (-3.0, 0.25)])
def test_a_jump_stays_in_the_song_and_in_the_beat(beats: float, expected: float) -> None:
    engine = on_the_beat(even(), playing=False)
    ask(engine, Seek(0, 2.25 * BEAT), Jump(0, beats))
    engine.render(1)
    assert engine.position(0) == expected * BEAT


def test_without_a_grid_there_is_no_jump() -> None:
    engine = on_the_beat(None)
    jump = Jump(0, 4.0)
    ask(engine, jump)
    engine.render(1)
    assert answers(engine)[jump.id].refusal is Refusal.NO_GRID


#: From where, by how many beats, and whether a loop from the 6th to the 10th beat is still on.
JUMPS = [
    (6.5, 1.0, True),
    (6.5, 4.0, False),
    (6.5, 3.5, False),
    (6.5, -4.0, False),
    (4.0, 3.0, True),
    (4.0, 6.0, False),
]


@pytest.mark.parametrize(("place", "beats", "on"), [*JUMPS, (4.0, -1.0, True), (12.0, -8.0, True), (12.0, 1.0, True)])
def test_a_deck_that_goes_out_of_its_loop_or_over_it_leaves_it(place: float, beats: float, on: bool) -> None:
    for go in (Jump(0, beats), Seek(0, (place + beats) * BEAT)):
        engine = on_the_beat(even(), playing=False)
        ask(engine, Seek(0, place * BEAT), SetLoop(0, on=True, start=6 * BEAT, end=10 * BEAT), go)
        engine.render(1)
        assert engine.snapshot().decks[0].loop_on is on


def test_a_deck_that_goes_out_of_a_chain_leaves_all_of_it() -> None:
    engine = on_the_beat(even())
    ask(engine, ChainLoop(0, 0, BEAT, 9), ChainLoop(0, 4 * BEAT, 5 * BEAT, 9), Seek(0, 2 * BEAT, at=Frames(1000)))
    engine.render(4 * BEAT)
    assert engine.position(0) == 6 * BEAT - 1000
    assert not engine.snapshot().decks[0].loop_on


def test_a_bend_runs_the_deck_at_so_much_of_its_tempo_until_it_is_let_go() -> None:
    engine = on_the_beat(even())
    ask(engine, SetTempo(0, 1.25), Bend(0, 1.02), Bend(0, 1.0, at=Frames(10_000)))
    engine.render(5000)
    assert engine.snapshot().decks[0].rate == pytest.approx(1.275)
    engine.render(10_000)
    assert engine.snapshot().decks[0].rate == 1.25
    assert engine.position(0) == pytest.approx(1.25 * 15_000 + 0.02 * 1.25 * 10_000)


@pytest.mark.parametrize("frames", [300.0, -300.0, 33.25])
def test_a_push_adds_up_to_its_frames_and_is_over(frames: float) -> None:
    engine = on_the_beat(even())
    ask(engine, SetTempo(0, 1.25), Shift(0, frames, 4000, at=Frames(1001)))
    engine.render(1001)
    engine.render(2000)
    assert engine.position(0) == pytest.approx(1.25 * 3001 + frames / 2, abs=1e-6)
    engine.render(5000)
    assert engine.position(0) == pytest.approx(1.25 * 8001 + frames, abs=1e-6)
    assert engine.snapshot().decks[0].rate == 1.25


def test_pushes_add_up() -> None:
    engine = on_the_beat(even())
    ask(engine, SetTempo(0, 1.25), *(Shift(0, 20.0, 1000, at=Frames(100 * k)) for k in range(20)))
    engine.render(10_000)
    assert engine.position(0) == pytest.approx(1.25 * 10_000 + 400.0, abs=1e-6)


def test_a_hard_push_takes_longer_but_never_turns_the_record_back() -> None:
    engine = on_the_beat(even())
    ask(engine, SetTempo(0, 0.5), Seek(0, 100_000), Bend(0, 0.5), Shift(0, -2000.0, 1, at=Frames(128)))
    places = []
    for _ in range(100):
        engine.render(128)
        places.append(engine.position(0))
    assert (np.diff(places) >= 0).all()
    assert places[-1] == pytest.approx(100_000 + 0.25 * 12_800 - 2000, abs=1e-6)


def test_a_push_of_a_deck_that_stands_moves_it_at_once() -> None:
    engine = on_the_beat(even(), playing=False)
    ask(engine, Seek(0, 5000), Shift(0, -120.0, 1000))
    engine.render(1)
    assert engine.position(0) == 4880.0


def test_hands_do_not_click() -> None:
    engine = loaded(sine(RATE * 4, 1000.0))
    ask(engine, Bend(0, 1.04, at=Frames(1000)), Bend(0, 1.0, at=Frames(9000)), Shift(0, 500.0, 4000, at=Frames(20_000)))
    out = engine.render(40_000)
    assert np.abs(np.diff(out[:, 0])).max() <= 2 * np.sin(np.pi * 1250.0 / RATE) + 0.01


def test_after_a_hand_the_recordings_own_samples_are_heard_again() -> None:
    song = noise(RATE, 1)
    engine = loaded(song)
    ask(engine, Bend(0, 1.04, at=Frames(1000)), Bend(0, 1.0, at=Frames(2001)))
    out = engine.render(4000)
    end = int(engine.position(0))
    assert engine.position(0) == end
    assert np.array_equal(out[3000:], song[end - 1000 : end])


def test_slip_is_heard_from_where_the_deck_would_have_been() -> None:
    song = noise(RATE * 4, 2)
    engine = loaded(song)
    ask(engine, SetSlip(0, on=True, at=Frames(1000)), Seek(0, 50_000, at=Frames(3000)))
    ask(engine, SetLoop(0, on=True, start=50_000, end=50_500, at=Frames(3000)), LeaveLoop(0, at=Frames(6000)))
    ask(engine, SetSlip(0, on=False, at=Frames(9000)))
    out = engine.render(12_000)
    assert np.array_equal(out[9000 + RAMP :], summed(song)[9000 + RAMP : 12_000])


def test_slip_without_a_jump_is_not_heard() -> None:
    song = noise(RATE, 2)
    engine = loaded(song)
    ask(engine, SetSlip(0, on=True, at=Frames(1000)), SetSlip(0, on=False, at=Frames(3000)))
    assert np.array_equal(engine.render(9000), summed(song)[:9000])


def test_slip_counts_at_the_decks_tempo_and_stands_with_it() -> None:
    engine = loaded(noise(RATE * 2, 1))
    ask(engine, SetSlip(0, on=True), SetTempo(0, 1.5, at=Frames(1000)), Seek(0, 60_000, at=Frames(1500)))
    ask(engine, SetTempo(0, 0.75, at=Frames(2000)), Pause(0, at=Frames(4000)), SetSlip(0, on=False, at=Frames(5000)))
    engine.render(6000)
    assert engine.position(0) == pytest.approx(1000 + 1500 + 1500)


def test_slip_beyond_the_end_is_the_end() -> None:
    engine = loaded(noise(10_000, 1))
    ask(engine, SetSlip(0, on=True), SetLoop(0, on=True, start=0, end=1000), SetSlip(0, on=False, at=Frames(15_000)))
    engine.render(16_000)
    deck = engine.snapshot().decks[0]
    assert (deck.position_frames, deck.playing) == (10_000.0, False)
