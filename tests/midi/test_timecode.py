"""Where a song is, as a timecode display shows it (rows L-058 and L-059)."""

import math

import pytest

from midi.clock.timecode import bars, mcu_digits, mcu_messages, smpte


@pytest.mark.parametrize(
    ("position_ms", "text"),
    [
        (0.0, "00:00:00:00"),
        (-5.0, "00:00:00:00"),
        (math.nan, "00:00:00:00"),
        (61_500.0, "00:01:01:15"),
        (33.3, "00:00:00:00"),
        (33.4, "00:00:00:01"),
        (3_723_999.9, "01:02:03:29"),
        (86_399_999.0, "23:59:59:29"),
    ],
)
def test_a_place_is_told_in_frames_of_a_thirtieth(position_ms: float, text: str) -> None:
    assert smpte(position_ms) == text


@pytest.mark.parametrize(
    ("beat", "text"),
    [
        (0.0, "1.1.01"),
        (3.999, "1.4.24"),
        (4.0, "2.1.01"),
        (5.5, "2.2.13"),
        (399.0, "100.4.01"),
        (None, "1.1.01"),
        (-1.0, "1.1.01"),
        (math.inf, "1.1.01"),
    ],
)
def test_a_beat_is_told_in_bars_beats_and_ticks_from_one(beat: float | None, text: str) -> None:
    assert bars(beat) == text


def _read(digits: bytes) -> str:
    return "".join(chr(value & 0x3F) + ("." if value & 0x40 else "") for value in digits)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("12.3.07", " 12. 3.07   "),
        ("00:01:01:15", " 00.01.01. 15"),
        ("1234.4.24", "234. 4.24   "),
    ],
)
def test_every_part_has_its_own_digits_on_a_mackie_control(text: str, shown: str) -> None:
    assert _read(mcu_digits(text)) == shown


def test_letters_are_shown_too() -> None:
    assert list(mcu_digits("AB:c")[:5]) == [0x20, 1, 2 | 0x40, 0x20, 3]


def test_only_digits_that_have_changed_are_sent_and_the_rightmost_is_controller_64() -> None:
    first, second = mcu_digits("1.1.01"), mcu_digits("1.1.02")
    messages = list(mcu_messages(first, None))
    assert [message[1] for message in messages] == list(range(73, 63, -1))
    assert all(message[0] == 0xB0 for message in messages)
    assert list(mcu_messages(second, first)) == [bytes([0xB0, 67, 0x32])]
    assert list(mcu_messages(second, second)) == []
