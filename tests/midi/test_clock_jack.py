"""MIDI clock out through a real JACK server: every message at its own frame, and nothing left behind."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import rtmidi
from msgspec.structs import replace

from bench.jack import JackServer
from midi import MidiRig
from midi.backends.jack.client import JackClient, Slot
from midi.backends.jack.clock import JackClock
from midi.clock import Line
from midi.clock.receiver import CLOCK, START, STOP
from sfa_live.errors import MidiError
from sfa_live.model.show_state import ClockState, ShowState
from tests.midi.hands import until

pytestmark = pytest.mark.jack

RATE = 48_000


class Box:
    """A box that gets the clock."""

    def __init__(self) -> None:
        self._port = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="box")
        self._port.ignore_types(timing=False)
        self._port.open_virtual_port("in")
        self._got: list[bytes] = []

    @property
    def got(self) -> list[bytes]:
        while found := self._port.get_message():
            self._got.append(bytes(found[0]))
        return self._got

    def close(self) -> None:
        self._port.close_port()
        self._port.delete()


@pytest.fixture
def box(server: JackServer) -> Iterator[Box]:
    box = Box()
    server.wait_for_port("box:in$")
    yield box
    box.close()


@pytest.fixture
def client(server: JackServer) -> Iterator[JackClient]:
    client = JackClient("sfa_live")
    yield client
    client.close()


@pytest.fixture
def clock(client: JackClient, box: Box) -> Iterator[JackClock]:
    clock = JackClock(client, target="box:in")
    yield clock
    clock.close()


def test_what_is_sent_ahead_arrives_in_its_order_and_the_last_of_it_before_the_port_is_closed(
    box: Box, clock: JackClock
) -> None:
    start = time.monotonic() + 0.05
    messages = [CLOCK, bytes([0xF2, 5, 0]), START, *[CLOCK] * 97, STOP]
    for number, message in enumerate(messages):
        clock.send(message, start + number * 0.001)
    clock.close()
    clock.close()
    clock.send(CLOCK, time.monotonic())
    assert box.got == messages


def test_a_port_that_is_not_there_is_told_and_leaves_nothing(server: JackServer, client: JackClient) -> None:
    before = server.ports()
    with pytest.raises(MidiError, match="nobody:in cannot be connected"):
        JackClock(client, target="nobody:in")
    assert server.ports() == before


def test_how_long_a_message_takes_to_arrive_is_asked_again(clock: JackClock, monkeypatch: pytest.MonkeyPatch) -> None:
    before = clock.ahead_s
    monkeypatch.setattr(clock, "_look_at", 0.0)
    monkeypatch.setattr(Slot, "latency", RATE // 20)
    clock.send(CLOCK, time.monotonic() + 0.1)
    assert clock.ahead_s == pytest.approx(before + 0.05)


def test_a_server_that_dies_takes_nobody_along(server: JackServer, client: JackClient, clock: JackClock) -> None:
    server.kill()
    until(lambda: not client.is_there)
    with pytest.raises(MidiError, match="JACK has ended"):
        clock.send(CLOCK, time.monotonic())
    clock.close()


def test_the_rig_sends_to_a_box_and_to_whoever_is_connected_to_its_own_port(server: JackServer, box: Box) -> None:
    start = time.monotonic()
    state = ShowState(epoch="life")
    rig = MidiRig(lambda *_: None, lambda: state, backend="jack", clock=lambda: Line(240.0, 0.0, start))
    ports = server.ports()
    rig.start()
    try:
        sends = ("output:box:in", "output:sfa_live out")
        state = replace(state, master=replace(state.master, clock=ClockState(sends=sends)))
        rig.feedback(state)
        server.wait_for_port("sfa_live:sfa_live clock$")
        until(lambda: START in box.got and box.got.count(CLOCK) > 60, 5.0)
        state = replace(state, master=replace(state.master, clock=ClockState()))
        rig.feedback(state)
        until(lambda: box.got[-1] == STOP)
        until(lambda: not server.ports("sfa_live clock$"))
    finally:
        rig.stop()
    assert server.ports() == ports
