"""MIDI clock out: ticks on the beat, none lost, none twice, a Start on the bar."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from midi import MidiRig
from midi.backends.in_process import Bay, Controller
from midi.clock import Line
from midi.clock.receiver import CLOCK, CONTINUE, START, STOP, Receiver
from sfa_live.errors import MidiError
from sfa_live.model.show_state import ClockState, ShowState
from tests.midi.hands import until

BOX = "output:box"


def sent(receiver: Receiver, line: Line, start: float, end: float, step: float = 0.005) -> list[tuple[float, bytes]]:
    """What a receiver gets while a clock goes."""
    out: list[tuple[float, bytes]] = []
    now = start
    while now < end:
        now += step
        out += receiver.due(line, now)
    return out


def test_every_tick_is_on_its_twenty_fourth_and_the_start_comes_before_the_one() -> None:
    line = Line(120.0, 1.2, 10.0)
    out = sent(Receiver(line, 10.0), line, 10.0, 14.0)
    ticks = [at for at, message in out if message == CLOCK]
    assert ticks == pytest.approx([line.moment_of(number / 24) for number in range(29, 29 + len(ticks))])
    [(begin, _)] = [each for each in out if each[1] == START]
    assert line.beat_at(begin) == pytest.approx(4.0 - 0.5 / 24)
    assert [at for at, _ in out] == sorted(at for at, _ in out)


@given(st.lists(st.tuples(st.floats(20.0, 400.0), st.floats(0.001, 0.3)), min_size=1, max_size=40))
def test_however_the_tempo_moves_no_tick_is_lost_or_sent_twice(moves: list[tuple[float, float]]) -> None:
    line = Line(120.0, 0.01, 0.0)
    receiver = Receiver(line, 0.0)
    ticks, now = 0, 0.0
    for bpm, seconds in moves:
        line = Line(bpm, line.beat_at(now), now)
        now += seconds
        out = list(receiver.due(line, now))
        ticks += sum(message == CLOCK for _, message in out)
        assert STOP not in [message for _, message in out]
    assert ticks == pytest.approx(line.beat_at(now) * 24, abs=1.0)


def test_a_thread_that_was_held_up_sends_what_it_owes() -> None:
    line = Line(240.0, 0.0, 0.0)
    receiver = Receiver(line, 0.0)
    list(receiver.due(line, 0.01))
    assert sum(message == CLOCK for _, message in receiver.due(line, 0.5)) == 48


def test_where_the_clock_leaps_a_receiver_is_stopped_and_goes_on_at_its_song_position() -> None:
    line = Line(120.0, 3.9, 0.0)
    receiver = Receiver(line, 0.0)
    sent(receiver, line, 0.0, 2.0)
    leapt = Line(120.0, line.beat_at(2.0) + 5.1, 2.0)
    out = sent(receiver, leapt, 2.0, 3.0)
    messages = [message for _, message in out if message != CLOCK]
    # The song began at beat 4, and goes on at beat 13.25.
    assert messages == [STOP, bytes([0xF2, 37, 0]), CONTINUE]
    going = next(at for at, message in out if message == CONTINUE)
    assert leapt.beat_at(going) == pytest.approx(13.25 - 0.5 / 24)


def test_a_leap_to_before_the_songs_beginning_begins_it_anew_with_a_bar() -> None:
    line = Line(120.0, 99.5, 0.0)
    receiver = Receiver(line, 0.0)
    sent(receiver, line, 0.0, 2.0)
    leapt = Line(120.0, 0.0, 2.0)
    out = sent(receiver, leapt, 2.0, 5.0)
    assert [message for _, message in out if message != CLOCK] == [STOP, START]
    assert leapt.beat_at(next(at for at, message in out if message == START)) == pytest.approx(4.0 - 0.5 / 24)


class Stage:
    """A rig in a bay with a box, and a show whose clock is moved by hand."""

    def __init__(self, bay: Bay) -> None:
        self.line = Line(120.0, 0.0, time.monotonic())
        self.state = ShowState(epoch="life")
        self.box = bay.plug(Controller("box", has_input=False))
        self.rig = MidiRig(lambda *_: None, lambda: self.state, backend=bay.open, clock=lambda: self.line)

    def send_to(self, *ports: str) -> None:
        master = replace(self.state.master, clock=ClockState(sends=ports))
        self.state = replace(self.state, master=master)
        self.rig.feedback(self.state)


@pytest.fixture
def stage(bay: Bay) -> Iterator[Stage]:
    stage = Stage(bay)
    stage.rig.start()
    yield stage
    stage.rig.stop()


def test_a_box_gets_the_clock_as_soon_as_the_show_says_so_until_it_says_no(stage: Stage) -> None:
    threads = threading.active_count()
    stage.send_to(BOX)
    until(lambda: START in stage.box.sent, 4.0)
    assert stage.box.sent.count(CLOCK) >= 20
    stage.send_to()
    until(lambda: stage.box.sent[-1:] == [STOP])
    until(lambda: threading.active_count() == threads)


def test_a_box_that_is_plugged_in_later_or_again_gets_it_too(stage: Stage, bay: Bay) -> None:
    stage.send_to(BOX, "output:late")
    until(lambda: CLOCK in stage.box.sent)
    before = bay.open_ports
    late = bay.plug(Controller("late", has_input=False))
    until(lambda: CLOCK in late.sent)
    bay.pull(late)
    until(lambda: bay.open_ports == before)
    late.sent.clear()
    bay.plug(late)
    until(lambda: CLOCK in late.sent)


def test_a_box_that_went_and_came_back_between_two_looks_begins_anew(stage: Stage, bay: Bay) -> None:
    stage.line = replace(stage.line, bpm=400.0)
    stage.send_to(BOX)
    until(lambda: START in stage.box.sent)
    bay.pull(stage.box)
    bay.plug(stage.box)
    until(lambda: stage.box.sent.count(START) == 2)


def test_a_box_that_breaks_is_told_and_takes_nobody_along(stage: Stage, bay: Bay, monkeypatch) -> None:
    good = bay.plug(Controller("good", has_input=False))
    stage.send_to(BOX, "output:good")
    until(lambda: CLOCK in good.sent and CLOCK in stage.box.sent)

    def broken(_message: bytes) -> None:
        raise MidiError("It broke.")

    stage.box.on_sent = broken
    until(lambda: "output:box gets no clock: It broke." in (stage.rig.state.message or ""))
    heard = len(good.sent)
    until(lambda: len(good.sent) > heard + 10)
