"""An input of our own on a real JACK server: every message with its frame, and nothing left behind."""

from __future__ import annotations

import itertools
import random
import select
import statistics
import time
from collections.abc import Iterator

import pytest
import rtmidi

from bench.jack import JackServer
from midi import MidiOrigin, MidiRig
from midi.backends.jack.backend import JackBackend
from midi.backends.jack.client import JackClient
from midi.backends.jack.clock import JackClock
from midi.backends.jack.input import JackInput
from midi.backends.jack.on_jack_thread import CYCLE
from midi.backends.jack.output import JackOutput
from midi.ports import INBOX, VIRTUAL_IN
from sfa_live.errors import MidiError
from sfa_live.model.action import Action
from tests.midi.hands import NOTE, FakeShow, open_files, until

pytestmark = pytest.mark.jack

BLOCK = 128
RATE = 48_000


@pytest.fixture
def client(server: JackServer) -> Iterator[JackClient]:
    client = JackClient("ear")
    yield client
    client.close()


@pytest.fixture
def port(client: JackClient) -> Iterator[JackInput]:
    port = JackInput(client, VIRTUAL_IN)
    yield port
    port.close()


@pytest.fixture
def other(server: JackServer) -> Iterator[JackClient]:
    """Another program, which sends to the frame."""
    client = JackClient("hand")
    yield client
    client.close()


@pytest.fixture
def hand(server: JackServer, port: JackInput) -> Iterator[rtmidi.MidiOut]:
    out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="hand")
    out.open_virtual_port("out")
    server.connect(server.wait_for_port("hand:out$"), server.wait_for_port("ear:sfa_live in$"))
    yield out
    out.close_port()
    out.delete()


def all_of(port: JackInput) -> list[bytes]:
    """What is there now."""
    found = []
    while (came := port.poll()) is not None:
        found.append(came[0])
    return found


def test_every_message_has_the_moment_of_its_own_frame(port: JackInput, other: JackClient) -> None:
    exact = JackClock(other, target="ear:sfa_live in")
    draw = random.Random(3)
    at = time.monotonic() + 0.1
    sent: list[float] = []
    heard: list[float] = []
    for _ in range(200):
        at += draw.uniform(0.0002, 0.004)
        sent.append(at)
        exact.send(bytes((NOTE, 36, 100)), at)
    while len(heard) < len(sent) and time.monotonic() < at + 2.0:
        came = port.poll()
        if came is None:
            time.sleep(0.0005)
            continue
        assert came[1] <= time.monotonic() + BLOCK / RATE, "no message is more than a block ahead"
        heard.append(came[1])
    exact.close()
    off = [there - here for there, here in zip(heard, sent, strict=True)]
    assert statistics.median(abs(each - statistics.median(off)) for each in off) <= 1.5 / RATE
    assert heard == sorted(heard)


def test_a_message_wakes_who_waits_for_it_and_only_once(port: JackInput, hand: rtmidi.MidiOut) -> None:
    assert select.select([port.wakes], [], [], 0.05)[0] == []
    hand.send_message((NOTE, 36, 100))
    assert select.select([port.wakes], [], [], 1.0)[0] == [port.wakes]
    assert all_of(port) == [bytes((NOTE, 36, 100))]
    assert select.select([port.wakes], [], [], 0.05)[0] == []


def test_long_messages_come_whole(port: JackInput, hand: rtmidi.MidiOut) -> None:
    long = (0xF0, *[1, 2, 3] * 300, 0xF7)
    hand.send_message(long)
    heard = bytearray()

    def is_whole() -> bool:
        heard.extend(b"".join(all_of(port)))
        return len(heard) == len(long)

    until(is_whole)
    assert heard == bytes(long)


def test_what_nobody_reads_has_an_end_and_what_was_there_first_stays(port: JackInput, hand: rtmidi.MidiOut) -> None:
    for number in range(3 * INBOX):
        hand.send_message((NOTE, number % 128, 1 + number // 128 % 127))
        if number % 64 == 63:
            time.sleep(0.003)
    time.sleep(0.1)
    heard = all_of(port)
    assert INBOX <= len(heard) < 3 * INBOX
    assert heard[:INBOX] == [bytes((NOTE, number % 128, 1 + number // 128 % 127)) for number in range(INBOX)]
    hand.send_message((NOTE, 1, 1))
    until(lambda: all_of(port) == [bytes((NOTE, 1, 1))])


def test_what_came_while_nobody_listened_is_not_played_later(server: JackServer) -> None:
    backend = JackBackend("rig")
    out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="hand")
    out.open_virtual_port("out")
    try:
        server.connect(server.wait_for_port("hand:out$"), server.wait_for_port("rig:sfa_live in$"))
        out.send_message((NOTE, 36, 100))
        assert select.select([backend._in.wakes], [], [], 1.0)[0]
        port = backend.open_input(VIRTUAL_IN)
        assert port.poll() is None
        out.send_message((NOTE, 37, 100))
        until(lambda: (came := port.poll()) is not None and came[0] == bytes((NOTE, 37, 100)))
    finally:
        out.close_port()
        out.delete()
        backend.close()


def test_a_port_that_is_not_there_is_told_and_leaves_nothing(server: JackServer, client: JackClient) -> None:
    ports, files = server.ports(), open_files()
    with pytest.raises(MidiError, match="nobody:out cannot be connected"):
        JackInput(client, source="nobody:out")
    assert (server.ports(), open_files()) == (ports, files)


def test_a_server_that_dies_takes_nobody_along(server: JackServer, client: JackClient, port: JackInput) -> None:
    server.kill()
    until(lambda: not client.is_there)
    with pytest.raises(MidiError, match="has ended, or has thrown us out"):
        port.poll()
    port.close()
    port.close()


def test_notes_of_one_block_are_played_as_far_apart_as_they_were_sent(
    server: JackServer, other: JackClient, show: FakeShow
) -> None:
    moments: list[float | None] = []

    def hear(action: Action, origin: MidiOrigin) -> None:
        show.deliver(action, origin)
        moments.append(origin.at)

    rig = MidiRig(hear, show.current, backend="jack")
    rig.start()
    try:
        exact = JackClock(other, target=server.wait_for_port("sfa_live in$"))
        until(lambda: len([device for device in rig.devices() if device.status == "connected"]) >= 2)
        at = time.monotonic() + 0.2
        for number in range(40):
            exact.send(bytes((NOTE, 36 + number % 4, 100)), at + number * 0.0005)
        until(lambda: len(moments) == 40)
        exact.close()
    finally:
        rig.stop()
    gaps = [later - sooner for sooner, later in itertools.pairwise(moments) if sooner and later]
    assert len(gaps) == 39
    assert statistics.median(abs(gap - 0.0005) for gap in gaps) <= 1.5 / RATE


def test_a_client_that_the_server_calls_no_more_says_so(client: JackClient, port: JackInput, monkeypatch) -> None:
    assert client.is_there
    # As if the cycle that was called last were a second ago.
    monkeypatch.setattr(JackClient, "cycle", property(lambda _: int(client._words[CYCLE]) - (RATE << 32)))
    assert not client.is_there
    with pytest.raises(MidiError, match="JACK has ended, or has thrown us out"):
        port.poll()


def test_a_port_that_was_given_back_says_nothing_more(client: JackClient) -> None:
    ear = JackInput(client, "sink")
    ear.close()
    ear.close()
    assert ear._take() is None


def test_ports_come_and_go_on_one_client_and_leave_nothing(server: JackServer, client: JackClient) -> None:
    sink = JackInput(client, "sink")
    ports, files = server.ports(), open_files()
    for number in range(40):
        out = JackOutput(client, target="ear:sink")
        out.send((NOTE, number, 1))
        out.close()
        out.send((NOTE, 0, 0))
    assert all_of(sink) == [bytes((NOTE, number, 1)) for number in range(40)]
    assert (server.ports(), open_files()) == (ports, files)
    sink.close()
