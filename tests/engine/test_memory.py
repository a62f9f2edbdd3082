"""Songs are lent to the audio thread and come back exactly once, when nothing reads them any more."""

import gc
import weakref

import numpy as np
import pytest

from engine import Eject, Frames, Load, OfflineEngine, Outcome, Play, ResultKind, Seek, Source
from tests.engine.player import RAMP, ask, noise


def returned(engine: OfflineEngine) -> list[Source]:
    return [result.source for result in engine.collect() if result.kind is ResultKind.RETURNED and result.source]


def test_a_song_comes_back_when_its_ghost_is_gone() -> None:
    first, second = (Source.from_array(noise(9000, 2, seed=seed)) for seed in (1, 2))
    engine = OfflineEngine(block=16)
    ask(engine, Load(0, first), Play(0), Load(0, second, at=Frames(1000)))
    engine.render(1000 + RAMP - 16)
    assert returned(engine) == []
    engine.render(32)
    assert returned(engine) == [first]


def test_a_song_that_does_not_sound_comes_back_at_once() -> None:
    source = Source.from_array(noise(9000, 2))
    engine = OfflineEngine()
    ask(engine, Load(0, source), Eject(0))
    engine.render(1)
    assert returned(engine) == [source]


def test_the_same_song_on_both_decks_comes_back_for_each() -> None:
    source = Source.from_array(noise(9000, 2))
    engine = OfflineEngine()
    ask(engine, Load(0, source), Load(1, source), Play(0), Play(1), Eject(0, at=Frames(100)))
    engine.render(1000)
    assert returned(engine) == [source]
    ask(engine, Eject(1))
    engine.render(1000)
    assert returned(engine) == [source]


@pytest.mark.slow
def test_a_thousand_loads_give_a_thousand_songs_back_once_each() -> None:
    random = np.random.default_rng(7)
    engine = OfflineEngine()
    sources = [Source.from_array(noise(int(random.integers(300, 3000)), 1 + k % 8, seed=k)) for k in range(1000)]
    back: list[Source] = []
    for source in sources:
        deck = int(random.integers(0, 2))
        while engine.submit(Load(deck, source)) is Outcome.FULL:
            engine.render(64)
        ask(engine, Play(deck), Seek(deck, int(random.integers(0, 200))))
        engine.render(int(random.integers(0, 600)))
        back.extend(returned(engine))
    ask(engine, Eject(0), Eject(1))
    engine.render(2 * RAMP)
    back.extend(returned(engine))
    assert len(back) == 1000
    assert {id(source) for source in back} == {id(source) for source in sources}


def test_nothing_holds_a_song_that_came_back() -> None:
    samples = noise(9000, 2)
    alive = weakref.ref(samples)
    engine = OfflineEngine()
    ask(engine, Load(0, Source.from_array(samples)), Play(0))
    del samples
    engine.render(500)
    engine.collect()
    gc.collect()
    assert alive() is not None
    ask(engine, Eject(0))
    engine.render(2 * RAMP)
    engine.collect()
    gc.collect()
    assert alive() is None
