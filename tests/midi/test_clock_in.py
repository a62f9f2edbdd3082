"""MIDI clock in: uneven ticks become a tempo and a beat that can be played to."""

from __future__ import annotations

import pytest

from bench.ticking import Tick, ticking
from midi.clock import ClockIn, Line
from midi.clock.ticks import Ticks
from midi.wire.event import Event, Kind

PORT = "input:box"


def errors(ticks: Ticks, tick: Tick) -> tuple[float, float]:
    """How wrong the tempo is, in bpm, and the tick's place, in milliseconds."""
    return abs(ticks.bpm - tick.bpm), abs(ticks.at - tick.meant) * 1000.0


@pytest.mark.parametrize("bpm", [60.0, 97.3, 128.0, 174.0])
@pytest.mark.parametrize("lost", [0.0, 0.05])
@pytest.mark.parametrize("seed", range(5))
def test_the_tempo_is_right_within_a_tenth_of_a_beat_a_minute(bpm: float, lost: float, seed: int) -> None:
    ticks = Ticks()
    for tick in ticking(lambda _: bpm, 40.0, seed=seed, lost=lost):
        ticks.hear(tick.came)
        if tick.beat > 8.0:
            tempo, place = errors(ticks, tick)
            assert tempo < 0.1
            assert place < 0.5
            assert ticks.number == round((tick.beat - 0.0) * 24) or lost


@pytest.mark.parametrize(
    ("before", "after"), [(120.0, 126.0), (120.0, 90.0), (90.0, 174.0), (120.0, 60.0), (140.0, 122.0)]
)
@pytest.mark.parametrize("lost", [0.0, 0.05])
@pytest.mark.parametrize("seed", range(5))
def test_a_jump_of_the_tempo_is_followed_within_two_beats(before: float, after: float, lost: float, seed: int) -> None:
    ticks = Ticks()
    for tick in ticking(lambda at: before if at < 10.0 else after, 20.0, seed=seed, lost=lost):
        ticks.hear(tick.came)
        if (tick.meant - 110.0) * after / 60.0 > 2.0:
            tempo, place = errors(ticks, tick)
            assert tempo < 0.6
            assert place < 1.0


@pytest.mark.parametrize("seed", range(5))
def test_a_ramp_is_gone_along_with_and_two_beats_behind_it_all_is_well(seed: int) -> None:
    ticks = Ticks()
    for tick in ticking(lambda at: min(140.0, 120.0 + max(0.0, at - 8.0) * 2.5), 24.0, seed=seed):
        ticks.hear(tick.came)
        tempo, place = errors(ticks, tick)
        if tick.meant > 102.0:
            assert (tempo, place) < (4.0, 4.0)
        if tick.meant > 116.0 + 2 * 60 / 140:
            assert tempo < 0.6
            assert place < 1.0


def test_ticks_that_were_lost_are_counted_and_a_clock_at_half_the_speed_is_no_clock_that_loses_ticks() -> None:
    lossy, slow = Ticks(), Ticks()
    for tick in ticking(lambda _: 120.0, 10.0, seed=1, lost=0.1):
        lossy.hear(tick.came)
        last = tick.beat
    assert lossy.number == round(last * 24)
    for tick in ticking(lambda at: 120.0 if at < 5.0 else 60.0, 10.0, seed=1):
        slow.hear(tick.came)
        last = tick.beat
    assert slow.number == round(last * 24)
    assert slow.bpm == pytest.approx(60.0, abs=0.1)


class Heard:
    """What a clock in tells."""

    def __init__(self, own: Line | None = None) -> None:
        self.lines: list[Line] = []
        self.told: list[tuple[str, str | None]] = []
        self.clock = ClockIn(
            self.lines.append, lambda *told: self.told.append(told), lambda: own or Line(100, 50.3, 99)
        )
        self.clock.choose(None)

    def tick(self, seconds: float, start: float = 100.0, bpm: float = 120.0, port: str = PORT) -> float:
        """Tick for so long; when the next one would come."""
        for tick in ticking(lambda _: bpm, seconds, seed=3):
            self.say(Kind.CLOCK, tick.came - 100.0 + start, port=port)
        return tick.meant - 100.0 + start + 60 / 24 / bpm

    def say(self, kind: Kind, at: float, value: int = 0, port: str = PORT) -> bool:
        return self.clock.hear(port, Event(kind, -1, 0, value, at))

    def beat(self, at: float) -> float:
        return self.lines[-1].beat_at(at)


def test_ticks_alone_give_the_tempo_and_leave_the_beat_where_it_is() -> None:
    heard = Heard(Line(bpm=120.0, beat=7.77, at=100.0))
    heard.tick(4.0)
    assert heard.told == [("following", PORT)]
    assert heard.lines[-1].bpm == pytest.approx(120.0, abs=0.3)
    assert heard.beat(100.0) == pytest.approx(7.77, abs=1 / 48 + 0.005)


def test_the_tick_behind_a_start_is_beat_0() -> None:
    heard = Heard()
    begin = heard.tick(2.0)
    heard.say(Kind.START, begin - 0.01)
    end = heard.tick(4.0, begin)
    assert heard.beat(begin) == pytest.approx(0.0, abs=0.004)
    assert heard.beat(end) == pytest.approx(8.0, abs=0.004)


def test_a_box_that_ticks_only_while_it_plays_is_followed_from_its_start() -> None:
    heard = Heard()
    heard.say(Kind.START, 99.99)
    heard.tick(0.5)
    assert heard.told == [("following", PORT)]
    assert heard.lines[0].beat == pytest.approx(7 / 24)


def test_continue_goes_on_at_the_song_position() -> None:
    heard = Heard()
    begin = heard.tick(2.0)
    heard.say(Kind.STOP, begin - 0.02)
    heard.say(Kind.POSITION, begin - 0.015, 36)
    heard.say(Kind.CONTINUE, begin - 0.01)
    heard.tick(2.0, begin)
    assert heard.beat(begin) == pytest.approx(9.0, abs=0.01)


@pytest.mark.parametrize("ticks_on", [True, False])
def test_continue_without_a_song_position_goes_on_where_it_stopped(ticks_on: bool) -> None:
    heard = Heard()
    heard.say(Kind.START, 99.99)
    stopped = heard.tick(3.0)
    for late in (0.001, 0.002):
        heard.say(Kind.STOP, stopped - 0.02 + late)
    begin = heard.tick(2.0, stopped) if ticks_on else stopped + 2.0
    heard.clock.check(begin)
    heard.say(Kind.CONTINUE, begin - 0.01)
    heard.tick(2.0, begin)
    assert heard.beat(begin) == pytest.approx((stopped - 100.0) * 2.0, abs=0.01)


def test_a_start_behind_a_song_position_is_at_the_beginning_and_so_is_a_continue_behind_it() -> None:
    heard = Heard()
    heard.say(Kind.POSITION, 99.9, 36)
    for kind in (Kind.START, Kind.STOP, Kind.CONTINUE):
        heard.say(kind, 99.95)
    heard.tick(2.0)
    assert heard.beat(100.0) == pytest.approx(0.0, abs=0.01)


def test_a_stop_stops_nothing_and_a_clock_that_ticks_on_is_followed_on() -> None:
    heard = Heard()
    begin = heard.tick(2.0)
    before = heard.beat(begin + 2.0)
    heard.say(Kind.STOP, begin - 0.01)
    heard.tick(2.0, begin)
    assert heard.beat(begin + 2.0) == pytest.approx(before, abs=0.02)
    assert heard.told == [("following", PORT)]


def test_half_a_second_without_a_tick_is_told_and_so_is_its_return() -> None:
    heard = Heard()
    end = heard.tick(2.0)
    heard.clock.check(end + 0.4)
    assert heard.told[-1] == ("following", PORT)
    heard.clock.check(end + 0.6)
    heard.clock.check(end + 0.9)
    assert heard.told == [("following", PORT), ("lost", PORT)]
    heard.tick(1.0, end + 2.0)
    assert heard.told[-1] == ("following", PORT)


def test_a_second_box_is_not_heard_while_the_first_ticks_nor_one_that_was_not_chosen() -> None:
    heard = Heard()
    end = heard.tick(1.0)
    assert not heard.say(Kind.CLOCK, end + 0.1, port="input:other")
    heard.clock.choose("input:other")
    assert not heard.say(Kind.CLOCK, 103.0)
    assert heard.say(Kind.CLOCK, 103.0, port="input:other")
    heard.clock.leave()
    assert not heard.say(Kind.CLOCK, 104.0, port="input:other")


@pytest.mark.parametrize("kind", [Kind.START, Kind.STOP, Kind.CONTINUE])
def test_a_keyboards_transport_buttons_keep_no_box_from_leading(kind: Kind) -> None:
    heard = Heard()
    heard.say(kind, 99.9, port="input:keyboard")
    end = heard.tick(2.0)
    heard.say(kind, end, port="input:keyboard")
    end = heard.tick(1.0, end)
    assert heard.told == [("following", PORT)]
    heard.clock.check(end + 1.0)
    heard.say(kind, end + 1.1, port="input:keyboard")
    heard.tick(1.0, end + 2.0)
    assert heard.told == [("following", PORT), ("lost", PORT), ("following", PORT)]


def test_an_input_that_ceases_behind_a_few_ticks_keeps_no_other_from_leading() -> None:
    heard = Heard()
    end = heard.tick(0.1, port="input:unplugged")
    heard.clock.check(end + 0.1)
    heard.tick(2.0, end + 1.0)
    assert heard.told == [("following", PORT)]


def test_another_box_leads_once_the_first_has_ceased_and_the_first_is_not_heard_then() -> None:
    heard = Heard()
    end = heard.tick(1.0, port="input:first")
    end = heard.tick(1.0, end + 1.0)
    assert heard.told == [("following", "input:first"), ("following", PORT)]
    assert not heard.say(Kind.START, end, port="input:first")
    heard.clock.check(end + 0.1)
    assert len(heard.told) == 2


def test_what_is_no_clock_is_left_to_the_others() -> None:
    heard = Heard()
    assert not heard.clock.hear(PORT, Event(Kind.NOTE_ON, 0, 60, 100, 100.0))
