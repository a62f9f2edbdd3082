import pytest

from midi.monitor import Monitor, MonitorLine, in_words
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


def test_a_flood_is_told_at_most_50_times_a_second_and_the_latest_wins():
    monitor = Monitor()
    lines: list[MonitorLine] = []
    monitor.watch("input:a", lines.append)
    for round_ in range(20):
        for value in range(100):
            monitor.hear("input:a", heard(0xB0, 1, value))
        monitor.tell(10.0 + round_ * 0.04)
    assert len(lines) == 50
    monitor.tell(11.5)
    assert len(lines) == 100
    assert lines[-1].text == "CC 1 = 99, channel 1"


def test_only_the_watched_port_is_told(show):
    monitor = Monitor()
    lines: list[MonitorLine] = []
    monitor.watch("input:a", lines.append)
    monitor.hear("input:b", heard(0x90, 1, 1))
    monitor.tell(0.0)
    assert lines == []
    monitor.watch(None, None)
    monitor.hear("input:a", heard(0x90, 1, 1))
    monitor.tell(0.0)
    assert lines == []
