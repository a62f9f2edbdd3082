"""Commands in time: at the sample, in order, late ones told, each answered once."""

import numpy as np
import pytest

from engine import (
    Frames,
    Load,
    OfflineEngine,
    Pause,
    Play,
    Refusal,
    ResultKind,
    Seek,
    SetDeckGain,
    SetMute,
    SetTempo,
    Source,
)
from tests.engine.player import answers, ask, constant, loaded, noise


@pytest.mark.parametrize("frame", [0, 1, 63, 64, 65, 127, 128, 1000])
def test_a_command_acts_at_its_frame(frame: int) -> None:
    engine = loaded(constant(5000, 0.5), playing=False)
    play = Play(0, at=Frames(frame))
    ask(engine, play)
    out = engine.render(2000)
    assert not out[:frame].any()
    assert (out[frame:] == 0.5).all()
    assert answers(engine)[play.id].frame == frame


def test_commands_for_one_frame_act_in_the_order_in_which_they_were_asked() -> None:
    engine = loaded(constant(5000, 0.5), playing=False)
    ask(engine, *(SetDeckGain(0, gain, at=Frames(100)) for gain in (0.1, 2.0, 0.5)), Play(0, at=Frames(100)))
    assert (engine.render(300)[100:] == 0.25).all()


def test_a_late_command_acts_at_once_and_says_so() -> None:
    engine = loaded(constant(9000))
    engine.render(1000)
    late, punctual, soon = SetMute(0, 0, on=True, at=Frames(999)), SetMute(0, 0, on=True, at=Frames(1024)), Pause(0)
    ask(engine, late, punctual, soon)
    engine.render(100)
    told = answers(engine)
    assert (told[late.id].late, told[late.id].frame) == (True, 1000)
    assert (told[punctual.id].late, told[punctual.id].frame) == (False, 1024)
    assert (told[soon.id].late, told[soon.id].frame) == (False, 1000)


def test_every_command_is_answered_exactly_once() -> None:
    engine = loaded(noise(9000, 2))
    random = np.random.default_rng(3)
    asked = [SetMute(0, 0, bool(k % 2), at=Frames(int(random.integers(0, 5000)))) for k in range(200)]
    ask(engine, *asked)
    engine.render(5000)
    told = [result.command for result in engine.collect() if isinstance(result.command, SetMute)]
    assert sorted(command.id for command in told) == sorted(command.id for command in asked)


def test_too_many_waiting_commands_are_refused_not_lost() -> None:
    engine = OfflineEngine()
    asked = [SetTempo(0, 1.0, at=Frames(10_000 + k)) for k in range(300)]
    ask(engine, *asked)
    engine.render(20_000)
    refusals = [result.refusal for result in engine.collect()]
    assert len(refusals) == 300
    assert refusals.count(Refusal.TOO_MANY_WAITING) == 300 - 256


def test_what_cannot_be_done_is_told() -> None:
    engine = OfflineEngine()
    source = Source.from_array(noise(1000, 3))
    expected = {
        Play(0): Refusal.EMPTY_DECK,
        Seek(1, 5): Refusal.EMPTY_DECK,
        SetMute(0, 0, on=True): Refusal.EMPTY_DECK,
        SetTempo(0, 1.1): Refusal.NONE,
        Load(4, source): Refusal.NO_SUCH_DECK,
        Load(0, source): Refusal.NONE,
        SetMute(0, 3, on=True): Refusal.NO_SUCH_STEM,
        SetMute(0, -1, on=True): Refusal.NO_SUCH_STEM,
        SetMute(0, 2, on=True): Refusal.NONE,
    }
    ask(engine, *expected)
    engine.render(10)
    told = answers(engine)
    assert {command: told[command.id].refusal for command in expected} == expected


def test_a_refused_load_gives_its_song_back() -> None:
    engine = OfflineEngine()
    source = Source.from_array(noise(1000, 3))
    ask(engine, Load(7, source))
    engine.render(10)
    (result,) = engine.collect()
    assert result.kind is ResultKind.DONE
    assert result.source is source


@pytest.mark.parametrize(
    "command",
    [SetTempo(0, 1.6), SetTempo(0, float("nan")), SetDeckGain(0, -0.1), Seek(0, float("inf")), Play(0, at=Frames(-5))],
)
def test_values_that_make_no_sense_never_cross(command: SetTempo) -> None:
    engine = OfflineEngine()
    with pytest.raises(ValueError, match="choose one from"):
        engine.submit(command)
    engine.render(10)
    assert engine.collect() == []


@pytest.mark.parametrize("block", [1, 64, 128, 480])
@pytest.mark.parametrize("frame", [0, 1, 63, 64, 65, 1000])
def test_what_is_asked_for_a_frame_is_done_there_whatever_the_block(frame: int, block: int) -> None:
    engine = loaded(constant(5000, 0.5), playing=False, block=block)
    play = Play(0)
    engine.submit(play, not_before=Frames(frame))
    out = engine.render(2000)
    assert not out[:frame].any()
    assert (out[frame:] == 0.5).all()
    assert answers(engine)[play.id].frame == frame


def test_what_is_asked_behind_it_waits_for_it_and_is_done_in_the_order_in_which_it_was_asked() -> None:
    engine = loaded(constant(9000))
    engine.render(128)
    first, behind, early, last = Pause(0), Play(0), SetMute(0, 0, on=True), Pause(0)
    engine.submit(first, not_before=Frames(200))
    engine.submit(behind)
    engine.submit(early, not_before=Frames(150))
    engine.submit(last, not_before=Frames(300))
    engine.render(128)
    engine.render(128)
    done = {result.command_id: result.frame for result in engine.collect() if result.frame >= 128}
    assert done == {first.id: 200, behind.id: 200, early.id: 200, last.id: 300}
    assert list(done) == [first.id, behind.id, early.id, last.id]


def test_it_takes_none_of_the_places_of_what_waits() -> None:
    engine = OfflineEngine()
    engine.submit(*(SetTempo(0, 1.0) for _ in range(300)), not_before=Frames(100))
    engine.render(200)
    results = engine.collect()
    assert {result.frame for result in results} == {100}
    assert {result.refusal for result in results} == {Refusal.NONE}


def test_a_turn_that_has_passed_is_now() -> None:
    engine = loaded(constant(5000))
    engine.render(1000)
    pause = Pause(0)
    engine.submit(pause, not_before=Frames(10))
    engine.render(100)
    assert answers(engine)[pause.id].frame == 1000


def test_what_waits_for_its_frame_comes_before_a_hand_whose_turn_it_is() -> None:
    engine = loaded(constant(5000, 0.5), playing=False)
    ask(engine, Pause(0, at=Frames(100)))
    engine.submit(Play(0), not_before=Frames(100))
    engine.render(200)
    assert engine.snapshot().decks[0].playing
