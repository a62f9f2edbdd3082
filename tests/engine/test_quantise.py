"""Commands that wait for a beat: on its very sample, wherever the tempo goes until then."""

from collections.abc import Callable

import numpy as np
import pytest

from engine import (
    Cancel,
    Command,
    Frames,
    Load,
    LoopHere,
    Mark,
    OfflineEngine,
    Play,
    Refusal,
    Result,
    ResultKind,
    Seek,
    SetClock,
    SetGrid,
    SetLeader,
    SetLoop,
    SetMute,
    SetSolo,
    SetTempo,
    Source,
)
from engine.kernel.sizes import PENDING_SLOTS
from tests.engine.beats import even, on_the_beat
from tests.engine.player import RATE, Sound, answers, ask, noise

BLOCKS = [1, 17, 64, 128, 1000]
BEAT = RATE // 2


def armed(results: list[Result]) -> list[float]:
    return [result.beat for result in results if result.kind is ResultKind.ARMED]


def frame_of(engine: OfflineEngine, command: Command) -> int:
    return next(r.frame for r in engine.collect() if r.kind is ResultKind.DONE and r.command is command)


@pytest.mark.parametrize("quantum", [1 / 32, 1 / 3, 0.5, 1.0, 4.0])
def test_a_command_waits_for_the_next_multiple_of_its_quantum(quantum: float) -> None:
    engine = OfflineEngine()
    engine.render(1000)
    mark = Mark(quantum=quantum)
    ask(engine, mark)
    engine.render(5 * BEAT)
    due = int(np.ceil(np.floor(1000 / BEAT / quantum + 1) * quantum * BEAT - 1e-6))
    assert frame_of(engine, mark) == due


def test_on_the_beat_itself_the_next_one_is_meant() -> None:
    engine = OfflineEngine(block=BEAT)
    engine.render(BEAT)
    mark = Mark(quantum=1.0)
    ask(engine, mark)
    engine.render(2 * BEAT)
    assert frame_of(engine, mark) == 2 * BEAT


def test_waiting_is_told_at_once_with_the_beat() -> None:
    engine = OfflineEngine()
    engine.render(100)
    mark = Mark(quantum=4.0)
    ask(engine, mark)
    engine.render(1)
    (told,) = engine.collect()
    assert (told.kind, told.command, told.frame, told.beat) == (ResultKind.ARMED, mark, 100, 4.0)


def test_the_frame_follows_the_tempo() -> None:
    engine = OfflineEngine()
    mark = Mark(quantum=4.0)
    ask(engine, mark, SetClock(60.0, at=Frames(2 * BEAT)), SetClock(240.0, at=Frames(3 * BEAT)))
    engine.render(6 * BEAT)
    results = engine.collect()
    assert armed(results) == [4.0]
    # Two beats at 120, half a beat at 60, one and a half at 240.
    done = [r.frame for r in results if r.kind is ResultKind.DONE and r.command is mark]
    assert done == [2 * BEAT + BEAT + 3 * BEAT // 4]


def test_commands_for_one_beat_act_in_the_order_in_which_they_were_asked() -> None:
    engine = OfflineEngine()
    marks = [Mark(quantum=1.0), Mark(at=Frames(BEAT)), Mark(quantum=0.5, at=None), Mark(quantum=1.0)]
    ask(engine, marks[0], marks[1])
    engine.render(BEAT // 2 + 1)
    ask(engine, marks[2], marks[3])
    engine.render(BEAT)
    done = [r.command_id for r in engine.collect() if r.kind is ResultKind.DONE]
    assert done == [mark.id for mark in marks]


def test_a_cancelled_command_never_happens() -> None:
    engine = OfflineEngine()
    mark, other = Mark(quantum=4.0), Mark(quantum=4.0)
    cancel = Cancel(mark.id)
    ask(engine, mark, other)
    engine.render(100)
    ask(engine, cancel)
    engine.render(5 * BEAT)
    told = answers(engine)
    assert (told[mark.id].refusal, told[mark.id].frame) == (Refusal.CANCELLED, 100)
    assert (told[cancel.id].refusal, told[cancel.id].frame) == (Refusal.NONE, 100)
    assert (told[other.id].refusal, told[other.id].frame) == (Refusal.NONE, 4 * BEAT)


def test_a_cancelled_load_gives_its_song_back() -> None:
    engine = OfflineEngine()
    load = Load(0, Source.from_array(noise(1000, 1)), quantum=4.0)
    ask(engine, load)
    engine.render(1)
    ask(engine, Cancel(load.id))
    engine.render(1)
    assert [r.source for r in engine.collect() if r.command is load] == [None, load.source]


def test_cancelling_what_does_not_wait_does_nothing() -> None:
    engine = OfflineEngine()
    cancel = Cancel(987_654_321)
    ask(engine, cancel)
    engine.render(1)
    assert [(r.command, r.refusal) for r in engine.collect()] == [(cancel, Refusal.NONE)]


def test_too_many_that_wait_are_refused_not_lost() -> None:
    engine = OfflineEngine()
    marks = [Mark(quantum=1.0) for _ in range(PENDING_SLOTS + 3)]
    ask(engine, *marks)
    engine.render(2 * BEAT)
    done = [r for r in engine.collect() if r.kind is ResultKind.DONE]
    assert sorted(r.command_id or 0 for r in done) == [mark.id for mark in marks]
    assert [r.refusal for r in done].count(Refusal.TOO_MANY_WAITING) == 3


def test_a_jump_of_the_clock_neither_misses_nor_repeats_a_beat() -> None:
    """The leader jumps by a third of a beat, just before the beat that a command waits for."""
    engine = on_the_beat(even())
    mark = Mark(quantum=1.0)
    ask(engine, SetLeader(0))
    engine.render(BEAT - 50)
    ask(engine, mark)
    engine.render(20)
    ask(engine, Seek(0, 10 * BEAT + BEAT / 3))
    engine.render(3 * BEAT)
    results = engine.collect()
    done = [r.frame for r in results if r.kind is ResultKind.DONE and r.command is mark]
    # From a third of a beat after a beat, two thirds are left to the next.
    assert done == [BEAT - 30 + 2 * BEAT // 3]
    assert len(armed(results)) == 2


def test_the_beat_that_has_come_counts_even_when_the_clock_jumps_at_that_frame() -> None:
    engine = on_the_beat(even())
    ask(engine, SetLeader(0))
    engine.render(BEAT // 2)
    seek, mark = Seek(0, 10 * BEAT + BEAT / 3, quantum=1.0), Mark(quantum=1.0)
    ask(engine, seek, mark)
    engine.render(2 * BEAT)
    told = answers(engine)
    assert (told[seek.id].frame, told[mark.id].frame) == (BEAT, BEAT)


SONG = noise(6 * RATE, 2, seed=4)
SWAPPED = Source.from_array(noise(RATE, 2, seed=5))

ACTS: dict[str, Callable[..., Command]] = {
    "mute": lambda **when: SetMute(0, 0, on=True, **when),
    "solo": lambda **when: SetSolo(0, 1, on=True, **when),
    "play": lambda **when: Play(1, **when),
    "cue": lambda **when: Seek(0, 12_345, **when),
    "loop": lambda **when: SetLoop(0, on=True, start=1000, end=9000, **when),
    "loop here": lambda **when: LoopHere(0, 0.25, **when),
    "load": lambda **when: Load(0, SWAPPED, **when),
}


def scene(block: int) -> OfflineEngine:
    """Deck A leads at a tempo that moves; deck B stands ready."""
    engine = on_the_beat(even(first=777.0), None, song=SONG, block=block, playing=False)
    ask(engine, SetLeader(0), Play(0))
    return engine


MOVES: list[Command] = [
    SetTempo(0, 1.03, at=Frames(9_000)),
    SetTempo(0, 0.97, at=Frames(15_001)),
    SetClock(131.0, at=Frames(20_003)),
]


def played(act: Command, block: int) -> tuple[Sound, list[Result]]:
    engine = scene(block)
    ask(engine, act, *MOVES)
    out = engine.render(3 * BEAT)
    return out, [r for r in engine.collect() if r.kind is ResultKind.DONE and r.command is act]


@pytest.mark.parametrize("name", ACTS)
def test_every_act_lands_on_its_beat_to_the_sample_while_the_tempo_moves(name: str) -> None:
    waiting = ACTS[name](quantum=1.0)
    out, (told,) = played(waiting, 128)
    # The leader's own beat falls there: it has led the clock since the first frame.
    engine = scene(1)
    ask(engine, *MOVES)
    engine.render(told.frame - 1)
    before = engine.snapshot()
    engine.render(1)
    after = engine.snapshot()
    assert np.floor(before.clock.beat) < np.floor(after.clock.beat + 1e-9)
    assert abs(after.decks[0].beat - np.round(after.decks[0].beat)) * BEAT < 1.5
    # It is what the same act does that is asked for that very frame.
    exact, _ = played(ACTS[name](at=Frames(told.frame)), 128)
    assert np.array_equal(out, exact)
    # And it does something, there and not before.
    without, _ = played(Mark(at=Frames(told.frame)), 128)
    assert np.array_equal(out[: told.frame], without[: told.frame])
    assert not np.array_equal(out, without)


@pytest.mark.parametrize("name", ACTS)
def test_every_act_lands_there_whatever_the_blocks(name: str) -> None:
    act = ACTS[name](quantum=1.0)
    out, told = played(act, BLOCKS[0])
    for block in BLOCKS[1:]:
        other, heard = played(act, block)
        assert np.array_equal(other, out), block
        assert heard == told, block


def test_a_grid_comes_back_once() -> None:
    engine = on_the_beat(even(), even())
    ask(engine, SetGrid(0, even()), SetGrid(0, None), SetGrid(1, even()), Load(1, SWAPPED))
    engine.render(1000)
    returned = [r.deck for r in engine.collect() if r.kind is ResultKind.RETURNED and r.source is None]
    assert sorted(d for d in returned if d is not None) == [0, 0, 1, 1]
    assert not [grid for grid in engine._lent.values() if not isinstance(grid, Source)]


def test_a_refused_grid_comes_back_too() -> None:
    engine = OfflineEngine()
    command = SetGrid(0, even())
    ask(engine, command)
    engine.render(1)
    assert answers(engine)[command.id].refusal is Refusal.EMPTY_DECK
    assert engine._lent == {}
