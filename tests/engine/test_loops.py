"""Loops: of a deck, of its chain, of one stem; their bounds, their seams, and how one leaves them."""

import numpy as np
import pytest

from engine import (
    ChainLoop,
    ClearChain,
    Frames,
    LeaveLoop,
    LoopHere,
    OfflineEngine,
    Pause,
    Play,
    Refusal,
    Result,
    ResultKind,
    Roll,
    Seek,
    SetLoop,
    SetSlip,
    SetStemLoop,
    SetTempo,
    StemLoopHere,
)
from tests.engine.beats import even, on_the_beat
from tests.engine.player import RAMP, RATE, Sound, answers, ask, loaded, noise, sine, summed

BEAT = RATE // 2


def looped(results: list[Result]) -> list[tuple[int | None, int, int]]:
    return [(r.stem, r.start, r.end) for r in results if r.kind is ResultKind.LOOPED]


def place(engine: OfflineEngine, deck: int = 0) -> float:
    return engine.position(deck)


def test_a_deck_in_its_loop_goes_on_in_the_new_one_at_the_same_place_within_it() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, SetLoop(0, on=True, start=1000, end=5000), SetLoop(0, on=True, start=1000, end=2000, at=Frames(3700)))
    out = engine.render(4000)
    # 2700 frames into the loop are 700 into the short one.
    assert np.array_equal(out[3700 + RAMP :], summed(song)[1700 + RAMP : 2000])
    assert place(engine) == 1000.0


def test_a_loop_that_moves_takes_the_deck_along() -> None:
    engine = loaded(noise(20_000, 2))
    ask(engine, SetLoop(0, on=True, start=1000, end=5000), SetLoop(0, on=True, start=5000, end=9000, at=Frames(3700)))
    engine.render(3700)
    engine.render(1)
    assert place(engine) == 7701.0


def test_a_loop_that_grows_leaves_the_deck_where_it_is() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, SetLoop(0, on=True, start=1000, end=3000), SetLoop(0, on=True, start=1000, end=5000, at=Frames(2500)))
    assert np.array_equal(engine.render(5000), summed(song)[:5000])


@pytest.mark.parametrize(
    ("beats", "position", "start"),
    [(4.0, 2.7, 2.0), (1.0, 2.7, 2.0), (0.5, 2.7, 2.5), (0.25, 2.2, 2.0), (1 / 32, 2.2, 70 / 32), (8.0, 2.995, 3.0)],
)
def test_a_loop_from_here_begins_with_the_beat_that_sounds(beats: float, position: float, start: float) -> None:
    engine = on_the_beat(even(first=100.0))
    ask(engine, Seek(0, 100 + position * BEAT), LoopHere(0, beats))
    engine.render(1)
    deck = engine.snapshot().decks[0]
    assert (deck.loop_on, deck.loop_start, deck.loop_end) == (True, 100 + start * BEAT, 100 + (start + beats) * BEAT)
    assert looped(engine.collect()) == [(None, deck.loop_start, deck.loop_end)]


def test_without_a_grid_a_loop_begins_here_at_120_bpm() -> None:
    engine = on_the_beat(None)
    ask(engine, Seek(0, 1234.0), LoopHere(0, 2.0))
    engine.render(1)
    assert looped(engine.collect()) == [(None, 1234, 1234 + 2 * BEAT)]


def test_a_loop_that_does_not_fit_is_refused_and_changes_nothing() -> None:
    engine = on_the_beat(even(), song=noise(RATE, 1))
    here, stem = LoopHere(0, 4.0), StemLoopHere(0, 0, 4.0)
    ask(engine, here, stem)
    engine.render(1)
    told = answers(engine)
    assert [told[asked.id].refusal for asked in (here, stem)] == [Refusal.BAD_LOOP] * 2
    assert not engine.snapshot().decks[0].loop_on


@pytest.mark.parametrize("bpm", [97.0, 122.22, 174.0])
@pytest.mark.parametrize("beats", [1.0, 4.0, 5.0, 8.0])
def test_the_last_loop_of_a_song_ends_with_it_and_keeps_to_the_grid(bpm: float, beats: float) -> None:
    """A beat is no whole number of frames: the loop that ends with the song may seem to end a frame behind it."""
    beat = 60.0 * RATE / bpm
    song = np.zeros((round(64 * beat), 2), np.float32)
    engine = on_the_beat(even(bpm, beats=65), song=song, block=1024)
    start = (64 - beats) * beat
    ask(engine, Seek(0, round(start + 50.0)), LoopHere(0, beats), StemLoopHere(0, 0, beats))
    engine.render(1)
    assert [(stem, end) for stem, _, end in looped(engine.collect())] == [(None, len(song)), (0, len(song))]
    frames = int(40.3 * beats * beat)
    engine.render(frames)
    assert place(engine) - start == pytest.approx((frames + 51) % (beats * beat), abs=2.0)


def test_bounds_that_lie_a_rounding_behind_the_song_are_the_songs() -> None:
    engine = loaded(noise(20_000, 2))
    loop, chained = SetLoop(0, on=True, start=10_000, end=20_048), ChainLoop(0, 11_000, 20_048, 2)
    stem, beyond = SetStemLoop(0, 0, on=True, start=10_000, end=20_048), SetLoop(0, on=True, start=0, end=20_049)
    ask(engine, loop, stem, beyond)
    engine.render(1)
    told = answers(engine)
    assert [told[asked.id].refusal for asked in (loop, stem, beyond)] == [Refusal.NONE, Refusal.NONE, Refusal.BAD_LOOP]
    assert engine.snapshot().decks[0].loop_end == 20_000
    ask(engine, ClearChain(0), chained)
    engine.render(1)
    assert engine.snapshot().decks[0].loop_end == 20_000


@pytest.mark.parametrize("stem", [-1, 2, 8, 1000])
def test_a_stem_that_is_not_there_has_no_loop(stem: int) -> None:
    engine = loaded(noise(20_000, 2))
    asked = [SetStemLoop(0, stem, on=True, start=0, end=1000), StemLoopHere(0, stem, 0.25)]
    ask(engine, *asked)
    engine.render(1)
    told = answers(engine)
    assert [told[command.id].refusal for command in asked] == [Refusal.NO_SUCH_STEM] * 2


def test_a_loop_of_beats_that_are_no_whole_frames_keeps_to_the_grid() -> None:
    """174 bpm: a beat is 16551.72 frames. A thousand turns later the deck is still on it."""
    engine = on_the_beat(even(174.0), song=noise(RATE, 1), block=1024)
    ask(engine, LoopHere(0, 1.0))
    beat = 60.0 * RATE / 174.0
    frames = int(1000.5 * beat)
    engine.render(frames)
    assert place(engine) == pytest.approx(frames % beat, abs=1.0)


@pytest.mark.parametrize(("beats", "unit"), [(0.5, 1.0), (1.0, 1.0), (2.0, 1.0), (4.0, 4.0), (8.0, 4.0)])
def test_leaving_a_loop_goes_behind_it_at_the_same_place_in_the_beat_or_the_bar(beats: float, unit: float) -> None:
    engine = on_the_beat(even())
    ask(engine, LoopHere(0, beats))
    engine.render(int((2 * beats + 0.3 * beats) * BEAT))
    before = place(engine) / BEAT
    ask(engine, LeaveLoop(0))
    engine.render(1)
    after = (place(engine) - 1) / BEAT
    assert not engine.snapshot().decks[0].loop_on
    assert after >= beats
    assert after - before == pytest.approx(unit * np.ceil((beats - before) / unit))


def test_leaving_a_loop_one_is_not_in_lets_it_go() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, SetLoop(0, on=True, start=5000, end=6000), LeaveLoop(0, at=Frames(100)))
    assert np.array_equal(engine.render(9000), summed(song)[:9000])


def test_a_roll_returns_to_where_the_deck_would_be() -> None:
    song = noise(RATE * 4, 2)
    engine = on_the_beat(even(), song=song)
    ask(engine, Roll(0, on=True, beats=0.25, at=Frames(BEAT)), Roll(0, on=False, at=Frames(2 * BEAT + 1000)))
    out = engine.render(3 * BEAT)
    assert np.array_equal(out[: BEAT + BEAT // 4], summed(song)[: BEAT + BEAT // 4])
    assert not np.array_equal(out[BEAT + BEAT // 4 : 2 * BEAT], summed(song)[BEAT + BEAT // 4 : 2 * BEAT])
    assert np.array_equal(out[2 * BEAT + 1000 + RAMP :], summed(song)[2 * BEAT + 1000 + RAMP : 3 * BEAT])
    assert not engine.snapshot().decks[0].loop_on


def test_below_a_roll_the_loop_goes_on() -> None:
    """A roll in a loop of one beat, held for a beat and a half, returns into the loop."""
    song = noise(RATE * 4, 2)
    straight = on_the_beat(even(), song=song)
    rolled = on_the_beat(even(), song=song)
    for engine in (straight, rolled):
        ask(engine, SetLoop(0, on=True, start=0, end=BEAT))
    ask(rolled, Roll(0, on=True, beats=0.25, at=Frames(1000)), Roll(0, on=False, at=Frames(1000 + 3 * BEAT // 2)))
    expected, out = straight.render(4 * BEAT), rolled.render(4 * BEAT)
    assert np.array_equal(out[1000 + 3 * BEAT // 2 + RAMP :], expected[1000 + 3 * BEAT // 2 + RAMP :])
    assert straight.snapshot().decks[0].loop_end == rolled.snapshot().decks[0].loop_end


def test_a_longer_roll_while_one_is_held_still_returns_home() -> None:
    engine = on_the_beat(even())
    ask(engine, Roll(0, on=True, beats=0.25, at=Frames(1000)), Roll(0, on=True, beats=0.5, at=Frames(9000)))
    ask(engine, Roll(0, on=False, at=Frames(BEAT)))
    engine.render(2 * BEAT)
    assert place(engine) == 2 * BEAT


def test_a_chain_plays_its_loops_so_often_and_then_goes_on() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, ChainLoop(0, 1000, 2000, 3), ChainLoop(0, 5000, 6500, 2))
    out = engine.render(12_000)
    mix = summed(song)
    assert np.array_equal(out[:2000], mix[:2000])
    starts = [(2000, 1000, 2000), (3000, 1000, 2000), (4000, 5000, 6500), (5500, 5000, 6500), (7000, 6500, 11_500)]
    for at, start, end in starts:
        skip = 0 if start == 6500 else RAMP
        assert np.array_equal(out[at + skip :][: end - start - skip], mix[start + skip : end]), at
    assert looped(engine.collect()) == [(None, 5000, 6500)]
    assert not engine.snapshot().decks[0].loop_on


@pytest.mark.parametrize("playing", [True, False])
def test_a_deck_that_is_behind_the_first_loop_of_a_chain_is_taken_to_its_beginning(playing: bool) -> None:
    song = noise(20_000, 2)
    engine = loaded(song, playing=playing)
    ask(engine, Seek(0, 9000), ChainLoop(0, 1000, 2000, 2), ChainLoop(0, 5000, 6500, 2), Play(0))
    out = engine.render(6000)
    mix = summed(song)
    for at, start, end in [(0, 1000, 2000), (1000, 1000, 2000), (2000, 5000, 6500), (3500, 5000, 6500)]:
        assert np.array_equal(out[at + RAMP :][: end - start - RAMP], mix[start + RAMP : end]), at


def test_a_chain_of_neighbours_has_no_seam() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, ChainLoop(0, 1000, 2000, 1), ChainLoop(0, 2000, 3000, 1))
    assert np.array_equal(engine.render(9000), summed(song)[:9000])


def test_a_chain_takes_eight() -> None:
    engine = loaded(noise(20_000, 2))
    links = [ChainLoop(0, 1000, 2000, 1) for _ in range(9)]
    ask(engine, *links)
    engine.render(1)
    told = answers(engine)
    assert [told[link.id].refusal for link in links] == [Refusal.NONE] * 8 + [Refusal.TOO_MANY_LOOPS]


def test_a_forgotten_chain_plays_its_loop_to_the_end() -> None:
    song = noise(20_000, 2)
    engine = loaded(song)
    ask(engine, ChainLoop(0, 1000, 2000, 5), ChainLoop(0, 5000, 6000, 5), ClearChain(0, at=Frames(2500)))
    out = engine.render(9000)
    assert np.array_equal(out[2000 + RAMP :], summed(song)[1000 + RAMP : 8000])


def stem_places(frames: np.ndarray, start: int, end: int) -> np.ndarray:
    """Where a looped stem is heard from when the deck is at so many frames."""
    return np.where(frames < end, frames, start + (frames - start) % (end - start))


def test_a_stem_repeats_a_part_while_the_others_go_on() -> None:
    song = noise(30_000, 3)
    engine = loaded(song)
    ask(engine, SetStemLoop(0, 1, on=True, start=2000, end=5000))
    out = engine.render(20_000)
    places = stem_places(np.arange(20_000), 2000, 5000)
    expected = song[:20_000].copy()
    expected[:, 2:4] = song[places, 2:4]
    steady = (np.arange(20_000) < 5000) | (places - 2000 >= RAMP)
    assert np.array_equal(out[steady], summed(expected)[steady])


def test_a_stems_seam_fades_from_what_would_have_come_to_what_comes() -> None:
    song = noise(30_000, 1)
    engine = loaded(song)
    ask(engine, SetStemLoop(0, 0, on=True, start=2000, end=5000))
    out = engine.render(20_000)
    share = (np.arange(1, RAMP + 1) / RAMP)[:, None]
    mix = song[2000 : 2000 + RAMP] * share + song[5000 : 5000 + RAMP] * (1 - share)
    for turn in range(4):
        assert np.allclose(out[5000 + 3000 * turn :][:RAMP], mix, atol=1e-6)


def test_a_stems_place_depends_on_the_decks_place_alone() -> None:
    song = noise(60_000, 2)
    engine = loaded(song)
    ask(engine, SetStemLoop(0, 0, on=True, start=2000, end=5000))
    ask(engine, Seek(0, 30_500, at=Frames(1000)), Pause(0, at=Frames(3000)), Play(0, at=Frames(4000)))
    ask(engine, Seek(0, 9_000, at=Frames(5000)))
    out = engine.render(6000)
    expected = song[9_000 + RAMP : 10_000].copy()
    expected[:, 0:2] = song[stem_places(np.arange(9_000 + RAMP, 10_000), 2000, 5000), 0:2]
    assert np.array_equal(out[5000 + RAMP :], summed(expected))


def test_a_stem_that_is_let_go_is_with_the_others_again() -> None:
    song = noise(60_000, 2)
    engine = loaded(song)
    ask(engine, SetStemLoop(0, 0, on=True, start=2000, end=5000))
    ask(engine, SetStemLoop(0, 0, on=False, at=Frames(10_007)))
    out = engine.render(20_000)
    assert np.array_equal(out[10_007 + RAMP :], summed(song)[10_007 + RAMP : 20_000])


def test_a_stem_loops_here_in_beats_of_the_grid() -> None:
    engine = on_the_beat(even(174.0), song=noise(RATE * 10, 2), block=1024)
    beat = 60.0 * RATE / 174.0
    ask(engine, StemLoopHere(0, 1, 1.0))
    engine.render(10)
    assert looped(engine.collect()) == [(1, 0, round(beat))]


@pytest.mark.parametrize("ratio", [1.0, 1.0371])
def test_no_turn_of_a_stem_is_heard_as_a_click(ratio: float) -> None:
    tone = sine(RATE * 2, 1000.0, 1.0)
    engine = loaded(tone, playing=False)
    ask(engine, SetTempo(0, ratio), SetStemLoop(0, 0, on=True, start=2000, end=5017), Play(0))
    ask(engine, SetStemLoop(0, 0, on=True, start=2011, end=4000, at=Frames(20_000)))
    ask(engine, SetStemLoop(0, 0, on=False, at=Frames(30_000)))
    out = engine.render(40_000)
    own = 2 * np.sin(np.pi * 1000.0 * ratio / RATE)
    assert np.abs(np.diff(out[:, 0])).max() <= own + 0.011


def test_a_deck_loop_over_a_stem_loop_and_slip_keep_every_stem_in_its_place() -> None:
    song = noise(60_000, 2)
    engine = loaded(song)
    ask(engine, SetStemLoop(0, 0, on=True, start=2000, end=5000), SetSlip(0, on=True, at=Frames(6000)))
    ask(engine, SetLoop(0, on=True, start=7000, end=8000), SetSlip(0, on=False, at=Frames(15_000)))
    out = engine.render(16_000)
    lap = song[7000 + RAMP : 8000].copy()
    lap[:, 0:2] = song[stem_places(np.arange(7000 + RAMP, 8000), 2000, 5000), 0:2]
    assert np.array_equal(out[9000 + RAMP : 10_000], summed(lap))
    assert place(engine) == 16_000.0


def mixed(block: int) -> Sound:
    engine = loaded(noise(60_000, 3), block=block)
    ask(
        engine,
        SetTempo(0, 1.07, at=Frames(500)),
        SetStemLoop(0, 1, on=True, start=2000, end=2900, at=Frames(1003)),
        SetLoop(0, on=True, start=3000, end=7001, at=Frames(1003)),
        Seek(0, 3500, at=Frames(5555)),
        Roll(0, on=True, beats=1 / 32, at=Frames(8001)),
        SetTempo(0, 0.93, at=Frames(9001)),
        Roll(0, on=False, at=Frames(12_345)),
        LeaveLoop(0, at=Frames(14_000)),
        ChainLoop(0, 5000, 5500, 9, at=Frames(15_003)),
        Seek(0, 2500, at=Frames(16_501)),
    )
    return engine.render(18_000)


def test_loops_of_decks_and_stems_sound_the_same_in_blocks_of_any_size() -> None:
    expected = mixed(64)
    for block in (1, 17, 128, 1000):
        assert np.array_equal(mixed(block), expected), block
