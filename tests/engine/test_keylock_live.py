"""Key lock while it plays: threads that begin with the first key lock, keep up, and end with the engine."""

import gc
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bench.jack import JackServer
from bench.machine import MachineControl
from engine import Command, Eject, Engine, Load, Pause, Play, Seek, SetKeyLock, SetTempo, Source, Stretch
from engine.stretch.library import Stretcher
from tests.engine.jack import capture, recorded, server_name
from tests.engine.player import RATE, sine
from tests.engine.test_keylock import cents, pitch
from tests.parts import require

pytestmark = pytest.mark.slow


def song(stems: int = 4) -> Source:
    return Source.from_array(sine(RATE * 30, 1000.0, 0.1, stems=stems))


def wait(until: Callable[[], bool], seconds: float = 3.0) -> float:
    """Wait for something; how long it took."""
    began = time.monotonic()
    while not until():
        assert time.monotonic() - began < seconds
        time.sleep(0.001)
    return time.monotonic() - began


def stretchers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("engine-stretch")]


@pytest.fixture
def engine():
    engine = Engine.open("null", RATE, 128)
    yield engine
    engine.close()
    assert stretchers() == []


def test_a_thread_begins_with_the_first_key_lock_of_a_deck(engine: Engine) -> None:
    engine.submit(Load(0, song()), SetTempo(0, 1.06), Play(0))
    assert stretchers() == []
    engine.submit(SetKeyLock(0, on=True))
    engine.submit(SetKeyLock(0, on=True, mode=Stretch.LIGHT))
    engine.submit(SetKeyLock(2, on=True))
    assert stretchers() == ["engine-stretch-0", "engine-stretch-2"]
    wait(lambda: engine.snapshot().decks[0].stretched)


def test_a_seek_is_bridged_for_milliseconds(engine: Engine) -> None:
    engine.submit(Load(0, song()), SetTempo(0, 1.06), SetKeyLock(0, on=True), Play(0))
    wait(lambda: engine.snapshot().decks[0].stretched)
    bridges = []
    for number in range(12):
        engine.submit(Seek(0, 30_011.0 * (number + 1)))
        wait(lambda: not engine.snapshot().decks[0].stretched, 0.5)
        bridges.append(wait(lambda: engine.snapshot().decks[0].stretched))
        time.sleep(0.1)
    assert np.median(bridges) < 0.06


def test_an_idle_deck_costs_nothing_to_speak_of(engine: Engine) -> None:
    engine.submit(Load(0, song()), SetTempo(0, 1.06), SetKeyLock(0, on=True))
    time.sleep(0.3)
    engine.submit(Pause(0), SetKeyLock(1, on=False))
    time.sleep(0.2)
    (first, second) = [thread.native_id for thread in threading.enumerate() if thread.name.startswith("engine-stretch")]
    before = ticks(first) + ticks(second)
    time.sleep(1.0)
    assert ticks(first) + ticks(second) - before <= 4


@pytest.mark.parametrize("end", [SetKeyLock(0, on=False), Eject(0)], ids=["off", "empty"])
def test_a_deck_that_needs_no_stretchers_gives_them_back_after_a_while(engine: Engine, end: Command) -> None:
    engine.submit(Load(0, song()), SetTempo(0, 1.06), SetKeyLock(0, on=True), Play(0))
    wait(lambda: engine.snapshot().decks[0].stretched)
    engine.submit(end)
    time.sleep(0.5)
    assert kept() > 0
    wait(lambda: kept() == 0, 5.0)


def kept() -> int:
    """How many stretchers there are, without those of engines that are gone."""
    gc.collect()
    return sum(type(thing) is Stretcher for thing in gc.get_objects())


def ticks(thread: int | None) -> int:
    """Hundredths of a second that a thread has run."""
    fields = Path(f"/proc/self/task/{thread}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def test_songs_come_and_go_below_it_and_every_one_is_returned_once(engine: Engine) -> None:
    engine.submit(SetTempo(0, 1.06), SetKeyLock(0, on=True))
    sources = [song(stems=1) for _ in range(20)]
    for source in sources:
        engine.submit(Load(0, source), Play(0))
        time.sleep(0.05)
    engine.submit(Eject(0))
    time.sleep(0.2)
    returned = [result.source for result in engine.collect() if result.source is not None]
    assert sorted(map(id, returned)) == sorted(map(id, sources))


@pytest.mark.jack
def test_what_jack_carries_keeps_its_pitch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require("jackd", "jack_lsp", "jack_capture")
    name = server_name()
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name)
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    with JackServer(128, name=name):
        engine = Engine.open("", RATE, 128)
        try:
            engine.submit(Load(0, song()), SetTempo(0, 1.06), SetKeyLock(0, on=True), Play(0))
            wait(lambda: engine.snapshot().decks[0].stretched)
            with capture(tmp_path / "out.wav"), MachineControl() as control:
                begin = time.monotonic_ns()
                time.sleep(3.0)
                end = time.monotonic_ns()
            starts = engine.flight()
            told = engine.collect()
        finally:
            engine.close()
    inside = starts[(starts > begin) & (starts < end)]
    late = np.flatnonzero(np.diff(inside) > 1.5e9 * 128 / RATE)
    assert [k for k in late if not control.blames_machine(int(inside[k]), int(inside[k + 1]))] == []
    assert not [result for result in told if result.kind.name == "STRETCH"]
    out = recorded(tmp_path / "out.wav")[RATE // 2 : 2 * RATE, 0].astype(np.float64)
    assert abs(cents(pitch(out, 1000.0), 1000.0)) < 1.0
