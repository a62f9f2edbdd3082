"""Any bytes in any pieces: the same messages come out, and nothing ever raises."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import mido
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from midi.ports import SYSEX_LIMIT
from midi.wire.event import Event, Kind
from midi.wire.parser import Parser
from midi.wire.spelling import spelled

STREAMS = sorted((Path(__file__).parent / "streams").glob("*.txt"))
#: What the next messages are when everything before has been got over.
NOTE = bytes((0x90, 60, 100))


def event(text: str) -> Event:
    """An event as a stream's file writes it: kind, channel, number, value, bytes."""
    kind, channel, number, value, *data = text.split()
    return Event(Kind[kind], int(channel), int(number), int(value), 0.0, bytes.fromhex("".join(data)))


def lines(path: Path) -> list[tuple[bytes, list[Event]]]:
    """A stream line by line: its bytes, and what they complete."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            data, _, events = line.partition("|")
            found.append((bytes.fromhex(data), [event(text) for text in events.split(";") if text.strip()]))
    return found


def whole(path: Path) -> tuple[bytes, list[Event]]:
    parts = lines(path)
    return b"".join(data for data, _ in parts), [event for _, events in parts for event in events]


def cut(data: bytes, places: list[int]) -> Iterator[bytes]:
    """The same bytes in pieces; some of them are empty."""
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    for start, end in itertools.pairwise(edges):
        yield data[start:end]


def heard(pieces: Iterator[bytes]) -> list[Event]:
    parser = Parser()
    return [event for piece in pieces for event in parser.feed(piece, 0.0)]


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_every_line_of_a_stream_completes_what_it_should(path):
    parser = Parser()
    for data, events in lines(path):
        assert list(parser.feed(data, 0.0)) == events, data.hex(" ")


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
@given(places=some.lists(some.integers(0, 10_000), max_size=80))
def test_a_stream_is_the_same_in_any_pieces(path, places):
    data, events = whole(path)
    assert heard(cut(data, places)) == events


def valid(event: Event) -> bool:
    """Within what `Event` promises."""
    is_system = event.kind in (Kind.SYSEX, Kind.POSITION, Kind.CLOCK, Kind.START, Kind.CONTINUE, Kind.STOP)
    wide = event.kind in (Kind.BEND, Kind.POSITION, Kind.RPN, Kind.NRPN)
    numbered = 1 << 14 if event.kind in (Kind.RPN, Kind.NRPN) else 128
    return (
        (event.channel == -1 if is_system else 0 <= event.channel <= 15)
        and 0 <= event.number < numbered
        and 0 <= event.value < (1 << 14 if wide else 128)
        and (not event.data or (event.data[0], event.data[-1]) == (0xF0, 0xF7))
        and (event.kind is not Kind.NOTE_ON or event.value > 0)
    )


@given(some.lists(some.binary(max_size=200), max_size=20))
def test_random_bytes_in_any_pieces_make_valid_messages_and_the_same_ones(pieces):
    events = heard(iter(pieces))
    assert all(map(valid, events))
    assert events == heard(iter([b"".join(pieces)]))


@given(some.binary(max_size=400))
def test_after_any_bytes_the_next_whole_message_is_heard(noise):
    parser = Parser()
    list(parser.feed(noise, 0.0))
    assert list(parser.feed(NOTE, 1.0)) == [Event(Kind.NOTE_ON, 0, 60, 100, 1.0)]


MESSAGES = some.one_of(
    some.builds(
        mido.Message, some.sampled_from(["note_on"]), velocity=some.integers(1, 127), note=some.integers(0, 127)
    ),
    some.builds(mido.Message, some.sampled_from(["note_off"]), velocity=some.integers(0, 127)),
    some.builds(mido.Message, some.sampled_from(["polytouch"]), value=some.integers(0, 127)),
    some.builds(mido.Message, some.sampled_from(["control_change"]), control=some.integers(0, 5)),
    some.builds(mido.Message, some.sampled_from(["program_change"]), program=some.integers(0, 127)),
    some.builds(mido.Message, some.sampled_from(["pitchwheel"]), pitch=some.integers(-8192, 8191)),
    some.builds(mido.Message, some.sampled_from(["songpos"]), pos=some.integers(0, 16383)),
    some.builds(mido.Message, some.sampled_from(["clock", "start", "stop", "continue"])),
    some.builds(mido.Message, some.sampled_from(["sysex"]), data=some.lists(some.integers(0, 127), max_size=30)),
)


@given(some.lists(MESSAGES, max_size=20))
def test_what_mido_writes_is_read_and_spelled_again_as_it_was(messages):
    data = [bytes(message.bytes()) for message in messages]
    assert [spelled(event) for event in heard(iter(data))] == data


def test_a_dump_as_long_as_may_be_is_told_and_a_longer_one_is_dropped_without_being_kept():
    parser = Parser()
    dump = bytes((0xF0, *[1] * (SYSEX_LIMIT - 2), 0xF7))
    (told,) = parser.feed(dump, 0.0)
    assert told.data == dump
    parser.feed(b"\xf0", 0.0)
    for _ in range(10):
        assert list(parser.feed(bytes(SYSEX_LIMIT), 0.0)) == []
    assert parser._sysex is None
    assert list(parser.feed(b"\xf7" + NOTE, 0.0)) == [Event(Kind.NOTE_ON, 0, 60, 100, 0.0)]


def test_a_message_came_when_its_last_byte_came():
    parser = Parser()
    assert list(parser.feed(NOTE[:2], 1.0)) == []
    assert [event.at for event in parser.feed(NOTE[2:] + b"\x3c", 2.0)] == [2.0]
    assert [event.at for event in parser.feed(b"\x01", 3.0)] == [3.0]


@pytest.mark.slow
def test_a_million_pieces_of_real_streams_and_noise_raise_nothing_and_leave_nothing_behind():
    random = np.random.default_rng(11)
    streams = [whole(path)[0] for path in STREAMS]
    parser, pieces, told = Parser(), 0, 0
    while pieces < 1_000_000:
        noise = bytes(random.integers(0, 256, 40, np.uint8))
        data = b"".join(streams[place] for place in random.integers(0, len(streams), 20)) + noise
        edges = np.unique(random.integers(0, len(data), 1_000)).tolist()
        for start, end in zip([0, *edges], [*edges, len(data)], strict=True):
            told += sum(1 for _ in parser.feed(data[start:end], 0.0))
            pieces += 1
    assert told > 100_000
    assert list(parser.feed(NOTE, 1.0))[-1] == Event(Kind.NOTE_ON, 0, 60, 100, 1.0)
