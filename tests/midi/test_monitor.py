import time

import pytest

from midi.monitor import EVERY_PORT, Monitor, MonitorLine, MonitorTicks, in_words
from midi.wire.event import Event, Kind
from tests.midi.hands import heard


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ((0x99, 36, 100), "note 36 on, velocity 100, channel 10"),
        ((0x90, 36, 0), "note 36 off, channel 1"),
        ((0xB0, 7, 96), "CC 7 = 96, channel 1"),
        ((0xF0, 0x47, 0xF7), "system exclusive, 3 bytes"),
        ((0xA1, 60, 5), "note 60 pressure 5, channel 2"),
        ((0xC0, 12), "program 12, channel 1"),
        ((0xD0, 5), "pressure 5, channel 1"),
        ((0xE0, 0, 0), "pitch wheel -8192, channel 1"),
        ((0xF2, 4, 1), "song position 132"),
        ((0xF8,), "clock"),
    ],
)
def test_messages_are_told_in_words(data, words):
    assert in_words(heard(*data)) == words


def test_a_parameter_is_told_by_its_number():
    assert in_words(Event(Kind.NRPN, 0, 1234, 8192, 0.0)) == "NRPN 1234 = 8192, channel 1"


def watching(port_id):
    """A monitor, and what it tells of a port."""
    monitor = Monitor()
    lines: list[MonitorLine | MonitorTicks] = []
    monitor.watch(port_id, lines.append)
    return monitor, lines


def test_a_line_says_what_came_in_fields_that_can_be_filtered():
    monitor, lines = watching("input:a")
    for data in ((0x99, 36, 100), (0xB0, 7, 96), (0xE1, 0, 64), (0xC2, 5), (0xFA,), (0xF0, *([1] * 60), 0xF7)):
        monitor.hear("input:a", heard(*data))
    monitor.tell(0.0)
    found = [(line.kind, line.channel, line.number, line.value) for line in lines]
    assert found == [
        ("note_on", 10, 36, 100),
        ("cc", 1, 7, 96),
        ("bend", 2, None, 8192),
        ("program", 3, 5, None),
        ("start", None, None, None),
        ("sysex", None, None, None),
    ]
    assert (lines[-1].text, len(lines[-1].data)) == ("system exclusive, 62 bytes", 32)
    assert [line.id for line in lines] == [1, 2, 3, 4, 5, 6]


def test_the_time_is_that_at_which_the_driver_took_it_in():
    monitor, lines = watching("input:a")
    monitor.hear("input:a", heard(0x90, 36, 1, at=time.monotonic() - 2.0))
    monitor.tell(0.0)
    assert lines[0].at == pytest.approx(time.time() - 2.0, abs=0.2)


def test_a_flood_is_told_at_most_50_times_a_second_and_the_latest_wins():
    monitor, lines = watching("input:a")
    for round_ in range(20):
        for value in range(100):
            monitor.hear("input:a", heard(0xB0, 1, value))
        monitor.tell(10.0 + round_ * 0.04)
    assert len(lines) == 50
    monitor.tell(11.5)
    assert len(lines) == 100
    assert lines[-1].text == "CC 1 = 99, channel 1"
    assert lines[0].left_out == 50
    assert sum(line.left_out for line in lines) + len(lines) == 2000


@pytest.mark.parametrize(("watched", "told"), [("input:a", ["input:a"]), (EVERY_PORT, ["input:b", "input:a"])])
def test_one_port_is_told_or_all_of_them(watched, told):
    monitor, lines = watching(watched)
    monitor.hear("input:b", heard(0x90, 1, 1))
    monitor.hear("input:a", heard(0x90, 1, 1))
    monitor.tell(0.0)
    assert [line.port_id for line in lines] == told
    monitor.watch(None, None)
    monitor.hear("input:a", heard(0x90, 1, 1))
    monitor.tell(0.0)
    assert len(lines) == len(told)


def test_the_last_500_are_there_for_whoever_looks_later():
    monitor = Monitor()
    for number in range(700):
        monitor.hear(f"input:{'ab'[number % 2]}", heard(0xB0, 1, number % 128))
    assert [line.id for line in monitor.history(EVERY_PORT)] == list(range(201, 701))
    assert {line.port_id for line in monitor.history("input:a")} == {"input:a"}
    lines: list[MonitorLine | MonitorTicks] = []
    monitor.watch("input:a", lines.append)
    monitor.tell(0.0)
    assert lines == [], "what was before is told by the history alone"


def test_a_second_look_takes_nothing_from_the_first():
    monitor, lines = watching("input:a")
    monitor.hear("input:a", heard(0x90, 1, 1))
    monitor.watch(EVERY_PORT, lines.append)
    monitor.tell(0.0)
    assert len(lines) == 1


def test_clock_ticks_are_counted_and_not_listed():
    monitor, lines = watching("input:a")
    for _ in range(48):
        monitor.hear("input:a", heard(0xF8))
    monitor.tell(0.0)
    monitor.hear("input:a", heard(0xF8))
    monitor.tell(0.5)
    assert lines == [MonitorTicks("input:a", 48)]
    monitor.tell(1.0)
    assert lines[1:] == [MonitorTicks("input:a", 1)]
    monitor.tell(2.0)
    monitor.tell(3.0)
    assert lines[2:] == [MonitorTicks("input:a", 0)], "the clock's end is told once"
    assert monitor.history(EVERY_PORT) == ()


def test_whoever_looks_and_fails_stops_nobody(caplog):
    def fail(_line):
        raise RuntimeError

    monitor = Monitor()
    monitor.watch("input:a", fail)
    monitor.hear("input:a", heard(0x90, 1, 1))
    monitor.tell(0.0)
    assert "the MIDI monitor's listener failed" in caplog.text
