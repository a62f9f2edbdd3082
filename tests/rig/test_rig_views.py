"""What the rig tells of its device and its ports."""

from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from engine import DeviceInfo
from sfa_live.model.show_state import AudioState, MidiDevice
from sfa_live.rig_views import device_events, read_audio


@dataclass
class FakeSound:
    """An engine on a device that the test describes."""

    device: DeviceInfo
    rate: int = 48_000
    block: int = field(default=64)


def _read(*, null: bool, before: AudioState, late: int, now: float = 99.04) -> AudioState:
    sound: Any = FakeSound(_device(null=null))
    return read_audio(sound, before, late, now)


def _device(*, null: bool) -> DeviceInfo:
    return DeviceInfo("card", "ALSA", null, None, 0.0027, realtime=True, message=None)


def test_late_blocks_add_up_with_the_time_of_the_last():
    before = AudioState(xruns=2, last_xrun=50.0)
    assert _read(null=False, before=before, late=3).xruns == 5
    assert _read(null=False, before=before, late=3).last_xrun == 99.0
    assert _read(null=False, before=before, late=0).last_xrun == 50.0


def test_nobody_hears_a_gap_on_the_null_device():
    assert _read(null=True, before=AudioState(xruns=2), late=1000).xruns == 2


def test_ports_that_come_and_go_are_told_once():
    pads = MidiDevice("input:pads", "pads", "input", "usb", "connected")
    gone = MidiDevice("input:pads", "pads", "input", "usb", "disconnected")
    assert [event["name"] for event in device_events((), (pads,))] == ["device:connected"]
    assert [event["name"] for event in device_events((pads,), (gone,))] == ["device:disconnected"]
    assert device_events((pads,), (pads,)) == []
    assert device_events((gone,), ()) == []


def test_a_flood_is_told_when_it_begins():
    pads = MidiDevice("input:pads", "pads", "input", "usb", "connected", id="pads")
    flood = replace(pads, flooding=True)
    assert [event["name"] for event in device_events((pads,), (flood,))] == ["device:flooding"]
    assert device_events((flood,), (flood,)) == device_events((flood,), (pads,)) == []
