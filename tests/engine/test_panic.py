"""Panic: silence at once, whatever is full or waits, and then everything goes on."""

import numpy as np
import pytest

from engine import (
    Frames,
    Load,
    LoopHere,
    Mark,
    OfflineEngine,
    Outcome,
    Play,
    Refusal,
    Result,
    ResultKind,
    SetMaster,
    SetSlip,
    SetTempo,
    Source,
)
from tests.engine.player import RAMP, ask, constant, loaded, noise, sine


def overfill(engine: OfflineEngine) -> list[int]:
    """Fill the ring of results, then that of commands, with nobody collecting; the numbers of what was asked."""
    asked = []
    while (command := Play(0)) and engine.submit(command) is Outcome.ACCEPTED:
        asked.append(command.id)
        if len(asked) % 500 == 0:
            engine.render(1)
    return asked


def collect_all(engine: OfflineEngine) -> list[Result]:
    results = engine.collect()
    while engine.render(1) is not None and (more := engine.collect()):
        results += more
    return results


@pytest.mark.parametrize("block", [1, 64, 1024])
def test_with_every_ring_full_there_is_silence_within_five_milliseconds(block: int) -> None:
    engine = loaded(constant(400_000), constant(400_000), block=block)
    asked = overfill(engine)
    engine.panic()
    out = engine.render(RAMP + 3000)
    assert (out[0] > 0.45).all()
    assert not out[RAMP:].any()
    results = collect_all(engine)
    # Every command was answered once; those that had not been taken yet were not done.
    assert sorted(r.command_id or 0 for r in results if r.command_id in set(asked)) == asked
    assert [r.refusal for r in results].count(Refusal.CANCELLED) > 900
    assert not any(deck.playing for deck in engine.snapshot().decks)


def test_decks_stand_where_they_were_and_play_on_when_asked() -> None:
    engine = loaded(constant(400_000), constant(400_000))
    ask(engine, SetTempo(1, 1.25))
    engine.render(1280)
    engine.panic()
    engine.render(1280)
    assert [engine.position(deck) for deck in (0, 1)] == [1280.0, 1600.0]
    ask(engine, Play(0), Play(1))
    engine.render(1280)
    assert [engine.position(deck) for deck in (0, 1)] == [2560.0, 3200.0]


def test_what_waits_is_cancelled_and_its_memory_comes_back() -> None:
    engine = loaded(constant(400_000))
    source = Source.from_array(noise(1000, 1))
    waiting = [
        Mark(quantum=4.0),
        Load(1, source, quantum=1.0),
        LoopHere(0, 1.0, at=Frames(90_000)),
        Play(0, quantum=1.0),
    ]
    ask(engine, *waiting, SetSlip(0, on=True))
    engine.render(100)
    engine.panic()
    engine.render(200_000)
    told = {r.command_id: r for r in engine.collect() if r.kind is ResultKind.DONE}
    assert {told[asked.id].refusal for asked in waiting} == {Refusal.CANCELLED}
    assert {told[asked.id].frame for asked in waiting} == {100}
    assert told[waiting[1].id].source is source
    assert engine.position(0) == 100.0


def test_panic_does_not_click_and_happens_once() -> None:
    engine = loaded(sine(400_000, 1000.0))
    engine.render(1013)
    engine.panic()
    engine.panic()
    out = engine.render(1000)
    assert np.abs(np.diff(out[:, 0])).max() <= 2 * np.sin(np.pi * 1000.0 / 48_000) + 0.01
    ask(engine, Play(0), SetMaster(1.0))
    engine.render(4800)
    assert engine.snapshot().decks[0].playing


def test_a_panic_does_not_wait_for_a_turn() -> None:
    engine = loaded(constant(400_000))
    engine.render(128)
    louder, start, after = SetMaster(0.5), Play(0), Mark()
    engine.submit(louder, start, not_before=Frames(100_000))
    engine.panic()
    ask(engine, after)
    engine.render(1)
    done = {result.command_id: (result.frame, result.refusal) for result in engine.collect()}
    assert done[louder.id] == (128, Refusal.NONE)
    assert done[start.id] == (128, Refusal.CANCELLED)
    assert done[after.id] == (128, Refusal.NONE)
