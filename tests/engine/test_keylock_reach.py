"""Key lock reaches as far as tempo and key shift do, in every mode, and its work has an end."""

import pytest

from engine import OfflineEngine, Play, Seek, SetKeyLock, SetKeyShift, SetLoop, SetTempo, Stretch
from tests.engine.player import RATE, ask, loaded, noise

pytestmark = pytest.mark.slow

SONG = noise(8 * RATE, 2)
BLOCK = 128
#: Far more windows than it takes to be ready.
MANY = 400


def prepared(mode: Stretch, ratio: float, semitones: float) -> OfflineEngine:
    """A deck that stands where it will start."""
    engine = loaded(SONG, playing=False, block=BLOCK)
    ask(engine, SetKeyLock(0, on=True, mode=mode), SetTempo(0, ratio))
    if semitones:
        ask(engine, SetKeyShift(0, semitones))
    return engine


def stretched(engine: OfflineEngine, seconds: float) -> list[bool]:
    """For each block whether what is heard is stretched."""
    told = []
    for _ in range(round(seconds * RATE / BLOCK)):
        engine.render(BLOCK)
        told.append(engine.snapshot().decks[0].stretched)
    return told


FAR = [
    *((ratio, 0.0) for ratio in (0.5, 0.7, 1.25, 1.45, 1.5)),
    *((1.0, semitones) for semitones in (12.0, -12.0)),
    *((0.8, 4.0), (1.25, -4.0)),
]


@pytest.mark.parametrize("mode", Stretch)
@pytest.mark.parametrize(("ratio", "semitones"), FAR)
def test_a_deck_that_stands_is_ready_after_so_many_windows_and_then_rests(
    ratio: float, semitones: float, mode: Stretch
) -> None:
    engine = prepared(mode, ratio, semitones)
    engine.render(BLOCK)
    stretcher = engine._stretchers[0]
    pace = stretcher.look()
    assert any(not stretcher.work(pace) for _ in range(MANY))


@pytest.mark.parametrize("mode", Stretch)
@pytest.mark.parametrize(("ratio", "semitones"), FAR)
def test_it_is_stretched_from_the_first_frame_on_and_soon_again_after_a_jump(
    ratio: float, semitones: float, mode: Stretch
) -> None:
    engine = prepared(mode, ratio, semitones)
    engine.render(BLOCK)
    ask(engine, Play(0))
    assert all(stretched(engine, 2.0))
    ask(engine, Seek(0, RATE // 2))
    bridged = stretched(engine, 1.0).index(True) * BLOCK / RATE
    assert bridged < 0.04
    assert all(stretched(engine, 1.0))


@pytest.mark.parametrize("mode", Stretch)
@pytest.mark.parametrize("length", [750, 187, 32])
def test_in_the_shortest_of_loops_its_work_has_an_end(length: int, mode: Stretch) -> None:
    engine = prepared(mode, 0.58, 0.0)
    ask(engine, SetLoop(0, True, RATE, RATE + length), Seek(0, RATE), Play(0))
    for _ in range(300):
        stretcher = engine._stretchers[0]
        pace = stretcher.look()
        assert any(not stretcher.work(pace) for _ in range(MANY))
        engine.render(BLOCK)
