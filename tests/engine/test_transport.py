"""Play, pause, stop, seek, loop and the end, at the exact frame."""

import numpy as np
import pytest

from engine import Eject, Frames, Load, Pause, Play, Refusal, ResultKind, Seek, SetLoop, Source, Stop
from tests.engine.player import RAMP, ask, loaded, noise, summed


def test_pause_holds_the_frame_it_was_pressed_at() -> None:
    engine = loaded(noise(20_000, 2))
    ask(engine, Pause(0, at=Frames(1013)))
    engine.render(5000)
    deck = engine.snapshot().decks[0]
    assert (deck.position_frames, deck.playing) == (1013.0, False)


def test_play_goes_on_from_there() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, Pause(0, at=Frames(1013)), Play(0, at=Frames(3000)))
    out = engine.render(8000)
    assert np.array_equal(out[3000 + RAMP :], summed(song)[1013 + RAMP :][: 5000 - RAMP])


def test_stop_goes_back_to_the_beginning_and_play_starts_there_without_a_fade() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, Stop(0, at=Frames(1000)), Play(0, at=Frames(2000)))
    assert np.array_equal(engine.render(5000)[2000:], summed(song)[:3000])


def test_seek_lands_on_the_frame() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, Seek(0, 12_345, at=Frames(1000)))
    assert np.array_equal(engine.render(3000)[1000 + RAMP :], summed(song)[12_345 + RAMP :][: 2000 - RAMP])


def test_seek_crossfades_in_a_straight_line() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, Seek(0, 12_000, at=Frames(1000)))
    out = engine.render(3000)[1000 : 1000 + RAMP]
    share = (np.arange(1, RAMP + 1) / RAMP)[:, None]
    mix = summed(song)[12_000 : 12_000 + RAMP] * share + summed(song)[1000 : 1000 + RAMP] * (1 - share)
    assert np.allclose(out, mix, atol=1e-7)


def test_a_loop_turns_at_its_exact_frame_each_time() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, SetLoop(0, on=True, start=1000, end=3001))
    out = engine.render(3001 + 5 * 2001)
    assert np.array_equal(out[:3001], summed(song)[:3001])
    for turn in range(5):
        lap = out[3001 + turn * 2001 :][:2001]
        assert np.array_equal(lap[RAMP:], summed(song)[1000 + RAMP : 3001])
    assert engine.snapshot().decks[0].position_frames == 1000.0


def test_a_loop_that_is_let_go_plays_on() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, SetLoop(0, on=True, start=1000, end=3000), SetLoop(0, on=False, at=Frames(4500)))
    assert np.array_equal(engine.render(9000)[6000:], summed(song)[4000:7000])


def test_behind_the_loop_the_deck_plays_on() -> None:
    song = noise(20_000, 2)
    engine = loaded(song, playing=False)
    ask(engine, Seek(0, 5000), SetLoop(0, on=True, start=1000, end=3000), Play(0))
    assert np.array_equal(engine.render(3000)[RAMP:], summed(song)[5000 + RAMP : 8000])


def test_at_the_end_the_deck_stops_and_says_so() -> None:
    engine = loaded(noise(3000, 2))
    engine.render(5000)
    ended = [result for result in engine.collect() if result.kind is ResultKind.ENDED]
    assert [(result.deck, result.frame) for result in ended] == [(0, 3000)]
    deck = engine.snapshot().decks[0]
    assert (deck.playing, deck.position_frames) == (False, 3000.0)


def test_seek_beyond_the_end_is_the_end() -> None:
    engine = loaded(noise(3000, 2))
    ask(engine, Seek(0, 1e9))
    engine.render(100)
    assert engine.snapshot().decks[0].position_frames == 3000.0


@pytest.mark.parametrize(
    ("start", "end", "refusal"),
    [(0, 3000, Refusal.NONE), (0, 3049, Refusal.BAD_LOOP), (-1, 500, Refusal.BAD_LOOP), (100, 131, Refusal.BAD_LOOP)],
)
def test_a_loop_must_lie_in_the_song(start: int, end: int, refusal: Refusal) -> None:
    engine = loaded(noise(3000, 2))
    command = SetLoop(0, on=True, start=start, end=end)
    ask(engine, command)
    engine.render(10)
    assert [result.refusal for result in engine.collect() if result.command is command] == [refusal]


def test_a_new_song_stands_at_its_beginning_with_all_stems_open() -> None:
    song = noise(3000, 2)
    engine = loaded(noise(9000, 2, seed=5))
    engine.render(1000)
    ask(engine, Load(0, Source.from_array(song)))
    engine.render(RAMP)
    deck = engine.snapshot().decks[0]
    assert (deck.loaded, deck.playing, deck.position_frames) == (True, False, 0.0)
    ask(engine, Play(0))
    assert np.array_equal(engine.render(1000), summed(song)[:1000])


def test_an_ejected_deck_is_empty_and_silent() -> None:
    engine = loaded(noise(9000, 2))
    ask(engine, Eject(0, at=Frames(1000)))
    out = engine.render(3000)
    assert not out[1000 + RAMP :].any()
    assert not engine.snapshot().decks[0].loaded
