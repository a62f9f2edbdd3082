"""Nothing clicks through key lock either, and what leaves it or comes back fades."""

import pytest

from engine import (
    Command,
    Frames,
    Load,
    Pause,
    Play,
    ResultKind,
    Seek,
    SetKeyLock,
    SetKeyShift,
    SetLoop,
    SetTempo,
    Source,
    Stop,
    Stretch,
)
from tests.engine.player import RATE, ask, loaded, sine
from tests.engine.sound import MARGIN, OWN_STEP, largest_step

#: Seconds of stretched sound each.
pytestmark = pytest.mark.slow

TONE = sine(RATE * 10)
FIRST = 10_000
APART = 5113


def often(*turns: Command, times: int = 8) -> list[Command]:
    """Commands in turn, each a tenth of a second after the one before."""
    return [
        type(turn)(
            **{name: getattr(turn, name) for name in turn.__dataclass_fields__ if name not in ("at", "id")}, at=at
        )
        for k in range(times)
        for turn, at in [(turns[k % len(turns)], Frames(FIRST + APART * k))]
    ]


DEEDS: dict[str, list[Command]] = {
    "nothing": [],
    "off and on": often(SetKeyLock(0, on=False), SetKeyLock(0, on=True)),
    "mode": often(*(SetKeyLock(0, on=True, mode=mode) for mode in Stretch)),
    "tempo by a little": often(SetTempo(0, 1.05), SetTempo(0, 1.055), SetTempo(0, 1.06)),
    "tempo by a lot": often(SetTempo(0, 0.94), SetTempo(0, 1.06)),
    "unity and back": often(SetTempo(0, 1.0), SetTempo(0, 1.06)),
    "seek": often(Seek(0, 100_000), Seek(0, 217_003), Seek(0, 30_007)),
    "pause and play": often(Pause(0), Play(0)),
    "stop and play": often(Stop(0), Play(0)),
    "loop": [SetLoop(0, on=True, start=5000, end=25_013)],
    "loop as short as a window": [SetLoop(0, on=True, start=5000, end=5740)],
    "loop on and off": often(SetLoop(0, on=True, start=5000, end=9013), SetLoop(0, on=False)),
    "key": often(SetKeyShift(0, 0.1), SetKeyShift(0, -0.1), SetKeyShift(0, 0.0)),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_it_does_not_click(deed: str) -> None:
    engine = loaded(TONE, playing=False)
    ask(engine, SetKeyLock(0, on=True), SetTempo(0, 1.06), Play(0), *DEEDS[deed])
    assert largest_step(engine.render(RATE * 3 // 2)) <= OWN_STEP * 1.06 + MARGIN
    fallen = [result for result in engine.collect() if result.kind is ResultKind.STRETCH]
    assert not fallen


def test_another_song_does_not_click() -> None:
    half = sine(RATE * 4, level=0.5)
    engine = loaded(half, playing=False)
    ask(engine, SetKeyLock(0, on=True), SetTempo(0, 1.06), Play(0))
    ask(engine, Load(0, Source.from_array(half), at=Frames(20_000)), Play(0, at=Frames(20_000)))
    assert largest_step(engine.render(RATE)) <= OWN_STEP * 1.06 + MARGIN
