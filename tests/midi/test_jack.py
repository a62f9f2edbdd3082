"""The MIDI rig on a real JACK server without hardware."""

import subprocess
import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest
import rtmidi

from midi import MidiRig
from sfa_live.model.action import Action, StemMute
from tests.midi.hands import CC, NOTE, WEB, FakeShow, open_files, until

pytestmark = pytest.mark.jack

JACK = rtmidi.API_UNIX_JACK


@pytest.fixture
def rig(server, show) -> Iterator[MidiRig]:
    rig = MidiRig(show.deliver, show.current, backend="jack")
    rig.start()
    until(lambda: connected(rig) >= {"input:sfa_live in", "output:sfa_live out"})
    yield rig
    rig.stop()


@pytest.fixture
def hand(server, rig) -> Iterator[rtmidi.MidiOut]:
    """A program that plays on ``sfa_live in``."""
    out = rtmidi.MidiOut(JACK, name="hand")
    out.open_virtual_port("out")
    server.connect(server.wait_for_port("hand:out$"), server.wait_for_port("sfa_live in$"))
    yield out
    close(out)


def close(port) -> None:
    port.close_port()
    port.delete()


def _grew(heard: list[Action], before: int) -> bool:
    return len(heard) > before


def _is_connected(rig: MidiRig, port_id: str) -> bool:
    return port_id in connected(rig)


def connected(rig: MidiRig) -> set[str]:
    return {device.port_id for device in rig.devices() if device.status == "connected"}


def test_400_notes_arrive_within_milliseconds_and_none_is_lost(hand, show):
    late = []
    for number in range(400):
        before = len(show.heard)
        sent = time.perf_counter()
        hand.send_message((NOTE, 36 + number % 4, 100))
        until(partial(_grew, show.heard, before), 1.0)
        late.append(time.perf_counter() - sent)
    # A controller program that is connected to us is not heard a second time on its own port.
    time.sleep(0.05)
    assert len(show.heard) == 400
    assert sorted(late)[200] < 0.015


def test_a_burst_loses_nothing(hand, show):
    for number in range(400):
        hand.send_message((NOTE, 36 + number % 4, 100))
    until(lambda: len(show.heard) == 400)


def test_lamps_arrive_on_the_virtual_output(server, rig, show):
    lamps = rtmidi.MidiIn(JACK, name="lamps")
    lamps.open_virtual_port("in")
    server.connect(server.wait_for_port("sfa_live out$"), server.wait_for_port("lamps:in$"))
    seen = []
    show.deliver(StemMute(deck="A", stem=1, on=True), WEB)
    rig.feedback(show.state)

    def lit() -> bool:
        while found := lamps.get_message():
            seen.append(found[0])
        return [NOTE, 36, 127] in seen

    try:
        until(lit, 1.0)
    finally:
        close(lamps)


def test_a_controller_is_opened_introduced_and_missed_within_a_second(server, rig, show):
    pads, lamps = rtmidi.MidiOut(JACK, name="APC mini mk2"), rtmidi.MidiIn(JACK, name="APC mini mk2")
    lamps.ignore_types(sysex=False)
    pads.open_virtual_port("Control")
    lamps.open_virtual_port("Control")
    until(lambda: "input:APC mini mk2:Control" in connected(rig), 1.0)
    until(lambda: (found := lamps.get_message()) and found[0][:2] == [0xF0, 0x47], 1.0)
    pads.send_message((NOTE, 56, 127))
    until(lambda: show.heard == [StemMute(deck="A", stem=1, on=True)])
    close(pads)
    close(lamps)
    until(lambda: "input:APC mini mk2:Control" not in connected(rig), 1.0)


def test_jacks_alias_names_the_hardware_behind_a_numbered_port(server, rig):
    pads = rtmidi.MidiOut(JACK, name="system2")
    pads.open_virtual_port("midi_capture_1")
    try:
        subprocess.run(
            ["jack_alias", "system2:midi_capture_1", "nanoKONTROL2:midi_capture_1"],
            env=server.environment,
            check=True,
            capture_output=True,
        )
        until(lambda: any("nanoKONTROL2" in port and "input" in port for port in connected(rig)))
    finally:
        close(pads)


@pytest.mark.slow
def test_a_server_that_dies_and_returns_is_picked_up_again(server, rig, show):
    server.kill()
    until(lambda: rig.state.backend == "none", 5.0)
    assert "No JACK server answers" in rig.state.message or "has ended" in rig.state.message
    server.start()
    until(lambda: "input:sfa_live in" in connected(rig), 5.0)
    hand = rtmidi.MidiOut(JACK, name="hand")
    hand.open_virtual_port("out")
    server.connect(server.wait_for_port("hand:out$"), server.wait_for_port("sfa_live in$"))
    hand.send_message((CC, 1, 0))
    until(lambda: show.heard)
    close(hand)


@pytest.mark.slow
def test_a_server_that_starts_later_is_found(server, show):
    server.stop()
    rig = MidiRig(show.deliver, show.current)
    rig.start()
    try:
        until(lambda: "No JACK server answers" in (rig.state.message or ""))
        server.start()
        until(lambda: rig.state.backend == "jack", 3.0)
    finally:
        rig.stop()


@pytest.mark.slow
def test_a_hundred_plugs_leave_no_client_thread_or_file_behind(server, rig):
    # The threads that opened the virtual ports end by themselves.
    until(lambda: not [thread for thread in threading.enumerate() if "sfa-midi-port" in thread.name], 5.0)
    threads, files, ports = threading.active_count(), open_files(), server.ports()
    for cycle in range(100):
        pads = rtmidi.MidiOut(JACK, name=f"APC mini mk2 {cycle}")
        pads.open_virtual_port("out")
        until(partial(_is_connected, rig, f"input:APC mini mk2 {cycle}:out"))
        close(pads)
        until(lambda: len(connected(rig)) == 2)
    until(lambda: (threading.active_count(), open_files(), server.ports()) == (threads, files, ports))


def test_at_the_end_a_controller_gets_its_own_mode_back(server, show):
    lamps = rtmidi.MidiIn(JACK, name="nanoKONTROL2")
    lamps.ignore_types(sysex=False)
    lamps.open_virtual_port("CTRL")
    rig = MidiRig(show.deliver, show.current, backend="jack")
    rig.start()
    until(lambda: "output:nanoKONTROL2:CTRL" in connected(rig))
    rig.stop()
    seen = []
    while found := lamps.get_message():
        seen.append(found[0])
    close(lamps)
    assert seen[0] == [0xF0, 0x42, 0x40, 0x00, 0x01, 0x13, 0x00, 0x00, 0x00, 0x01, 0xF7]
    assert seen[-1] == [0xF0, 0x42, 0x40, 0x00, 0x01, 0x13, 0x00, 0x00, 0x00, 0x00, 0xF7]


def test_nothing_is_left_on_the_server_after_the_end(server, show: FakeShow):
    before = server.ports()
    rig = MidiRig(show.deliver, show.current, backend="jack")
    rig.start()
    until(lambda: connected(rig))
    rig.stop()
    assert server.ports() == before
