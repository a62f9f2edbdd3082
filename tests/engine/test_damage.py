"""A damaged stem is silenced and told; the loudspeakers and the other stems never know."""

import numpy as np
import pytest

from engine import (
    Band,
    Command,
    Load,
    Play,
    Result,
    ResultKind,
    Seek,
    SetCrossfader,
    SetDeckFilter,
    SetDeckGain,
    SetEq,
    SetMaster,
    SetStemFilter,
    SetStemGain,
    SetTempo,
    SetTrim,
    Source,
)
from tests.engine.player import RAMP, ask, loaded, noise, summed

BAD = [np.nan, np.inf, -np.inf, 1e30]


@pytest.mark.parametrize("value", BAD)
def test_the_stem_is_muted_from_the_damaged_frame_on(value: float) -> None:
    song = noise(4000, 4)
    whole = song.copy()
    song[1234, 5] = value
    whole[1234:, 4:6] = 0.0
    engine = loaded(song)
    assert np.array_equal(engine.render(4000), summed(whole))
    told = [result for result in engine.collect() if result.kind is ResultKind.BROKEN_STEM]
    assert [(result.deck, result.stem, result.frame) for result in told] == [(0, 2, 1234)]


@pytest.mark.parametrize("value", BAD)
def test_off_speed_too(value: float) -> None:
    song = noise(4000, 2)
    song[1234, 0] = value
    engine = loaded(song, playing=False)
    ask(engine, SetTempo(0, 1.03), Play(0))
    out = engine.render(3000)
    assert np.isfinite(out).all()
    assert np.abs(out).max() < 1.0
    assert out[2000:].any()


def test_a_ghost_on_damage_is_silent() -> None:
    song = noise(9000, 2)
    song[1020:1100, :] = np.nan
    engine = loaded(song)
    ask(engine, Seek(0, 5000, at=1010))  # type: ignore[arg-type]
    out = engine.render(3000)
    assert np.isfinite(out).all()
    assert np.array_equal(out[1010 + RAMP :], summed(song)[5000 + RAMP :][: 3000 - 1010 - RAMP])


def test_the_next_song_is_heard_whole() -> None:
    song, other = noise(1000, 2), noise(1000, 2, seed=9)
    song[:, 0] = np.nan
    engine = loaded(song)
    engine.render(500)
    ask(engine, Load(0, Source.from_array(other)))
    engine.render(RAMP)
    ask(engine, Play(0))
    assert np.array_equal(engine.render(1000), summed(other))


def test_each_stem_is_told_once() -> None:
    song = np.full((5000, 4), np.nan, np.float32)
    engine = loaded(song)
    engine.render(1000)
    ask(engine, Seek(0, 0))
    engine.render(1000)

    def broken(result: Result) -> bool:
        return result.kind is ResultKind.BROKEN_STEM

    assert sorted(result.stem or 0 for result in filter(broken, engine.collect())) == [0, 1]


#: What is done to a deck, beside playing it.
HANDS: dict[str, tuple[Command, ...]] = {
    "varispeed": (SetTempo(0, 1.03),),
    "stem gains": tuple(SetStemGain(0, stem, 0.5) for stem in range(8)),
    "every gain": (SetTrim(0, 0.7), SetDeckGain(0, 0.5), SetCrossfader(0.5), SetMaster(0.5)),
    "filters": (*(SetStemFilter(0, stem, 0.5) for stem in range(8)), SetDeckFilter(0, -0.4)),
    "equaliser": (SetEq(0, Band.LOW, 2.0), SetEq(0, Band.MID, 0.0)),
}


@pytest.mark.parametrize("hands", HANDS.values(), ids=HANDS.keys())
def test_subnormal_numbers_cost_no_more_than_others(hands: tuple[Command, ...]) -> None:
    tiny = loaded(np.full((100_000, 16), 1e-40, np.float32), playing=False)
    usual = loaded(noise(100_000, 8), playing=False)
    worst = {}
    for name, engine in (("tiny", tiny), ("usual", usual)):
        ask(engine, *hands, Play(0))
        engine.render(60_000)
        worst[name] = engine.snapshot().timing.load
    assert worst["tiny"] < 3 * worst["usual"]


def test_the_thread_calculates_as_before_when_a_block_is_done() -> None:
    loaded(noise(1000, 2)).render(500)
    assert np.float32(1e-40) * np.float32(0.5) != 0.0
