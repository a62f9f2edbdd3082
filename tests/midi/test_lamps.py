import pytest
from msgspec.structs import replace

from midi.backends.in_process import Controller
from midi.lamps import Lamps
from presets import load_preset
from sfa_live.model.action import StemMute, StemSolo
from tests.midi.hands import WEB, FakeShow, show_with, until


class Wire:
    """An output that keeps what it is sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def send(self, message):
        self.sent.append(bytes(message))

    def close(self):
        pass


def lamps(preset: str, **changes):
    wire = Wire()
    return Lamps(replace(load_preset(preset), **changes), wire, 0.0), wire


def settle(group: Lamps, state, start: float = 0.0) -> float:
    """Let time pass until all lamps are right; how long it took, in seconds."""
    now = start
    while group.show(state, now):
        now += 0.005
        assert now < start + 10.0
    return now - start


def test_a_mapping_is_introduced_before_its_lamps_and_given_time():
    group, wire = lamps("akai-apc-mini-mk2")
    group.show(show_with(), 0.0)
    assert wire.sent == [bytes.fromhex("F0477F4F62000100F7")]
    settle(group, show_with())
    assert len(wire.sent) > 40


def test_pads_tell_muted_sounding_soloed_and_silenced_apart():
    show = FakeShow()
    group, wire = lamps("akai-apc-mini-mk2")
    settle(group, show.state)
    assert bytes((0x96, 57, 21)) in wire.sent
    assert bytes((0x96, 60, 0)) in wire.sent, "there is no fifth stem"
    wire.sent.clear()
    show.deliver(StemMute("A", 2, True), WEB)
    settle(group, show.state, 1.0)
    assert wire.sent == [bytes((0x96, 57, 5))]
    wire.sent.clear()
    show.deliver(StemSolo("A", 1, True), WEB)
    settle(group, show.state, 2.0)
    solo, silenced = bytes((0x96, 56, 13)), [bytes((0x96, pad, 7)) for pad in (58, 59)]
    assert wire.sent == [solo, *silenced, bytes((0x96, 48, 13))]


def test_only_changes_are_sent():
    group, wire = lamps("generic")
    settle(group, show_with())
    wire.sent.clear()
    settle(group, replace(show_with(), seq=99), 1.0)
    assert wire.sent == []


def test_a_controller_is_never_sent_more_than_it_can_take():
    group, wire = lamps("novation-launch-control-xl", lamp_rate=100, settle_ms=0)
    took = settle(group, show_with())
    assert took == pytest.approx(len(wire.sent) / 100, abs=0.06)


def test_lamps_that_speak_sysex_get_their_number_and_value():
    group, wire = lamps("novation-launch-control-xl")
    settle(group, show_with())
    assert bytes.fromhex("F0 00 20 29 02 11 78 08 19 3C F7") in wire.sent
    group, wire = lamps("akai-mpc-studio-mk2")
    settle(group, show_with())
    assert bytes.fromhex("F0 47 7F 4A 65 00 04 01 00 7F 00 F7") in wire.sent


def test_at_the_end_lamps_are_out_and_the_controller_is_as_it_was():
    group, wire = lamps("korg-nanokontrol2")
    settle(group, show_with())
    wire.sent.clear()
    group.restore()
    assert bytes((0xBF, 32, 0)) in wire.sent
    assert wire.sent[-1] == bytes.fromhex("F0 42 40 00 01 13 00 00 00 00 F7")


def test_a_mute_from_anywhere_lights_the_pad(rig, bay, show):
    until(lambda: bytes((0x90, 37, 0)) in bay.virtual_out.sent)
    show.deliver(StemMute("A", "drums", True), WEB)
    rig.feedback(show.state)
    until(lambda: bytes((0x90, 37, 127)) in bay.virtual_out.sent, 0.2)


def test_a_controller_that_comes_back_is_refreshed_whole(rig, bay, show):
    show.deliver(StemMute("A", 1, True), WEB)
    rig.feedback(show.state)
    apc = bay.plug(Controller("APC mini mk2"))
    until(lambda: bytes((0x96, 56, 5)) in apc.sent)
    bay.pull(apc)
    until(lambda: "disconnected" in {d.status for d in rig.devices()})
    apc.sent.clear()
    bay.plug(apc)
    until(lambda: bytes((0x96, 56, 5)) in apc.sent)
    assert apc.sent[0] == bytes.fromhex("F0477F4F62000100F7")
