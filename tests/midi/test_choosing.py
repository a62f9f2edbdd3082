"""Which mapping a port gets, when several know its controller."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from midi.devices.choosing import choose
from midi.devices.device import Device
from midi.devices.identity import Reply
from midi.devices.settings import UnitSettings
from midi.devices.unit import Unit
from midi.ports import Hardware
from presets import Preset
from presets.read import read_preset

NAME = "Box MIDI 1"
USB = "09E8:004F"
IDENTITY = "47 4F 00 19"


def preset(file: str, match: str) -> Preset:
    return read_preset(f'format = 1\nname = "{file}"\n[match]\n{match}\n', file, f"{file}.toml")


MINE = preset("mine", 'ports = ["box"]')
BY_USB = preset("by-usb", f'ports = []\nusb = ["{USB}"]')
BY_IDENTITY = preset("by-identity", f'ports = []\nidentity = "{IDENTITY}"')


def device() -> Device:
    one = Device("input", NAME, 1, f"input:{NAME}", Unit(NAME, UnitSettings(), lambda: None))
    one.hardware = Hardware(usb=USB)
    one.unit.reply = Reply(bytes.fromhex(IDENTITY))
    return one


def chosen(*presets: Preset, own: tuple[str, ...] = ()) -> str | None:
    found = choose(presets, [device()], own)[f"input:{NAME}"]
    return found.file if found else None


@pytest.mark.parametrize("shipped", [BY_USB, BY_IDENTITY])
def test_the_users_own_mapping_comes_first_where_a_shipped_one_knows_the_controller_better(shipped: Preset):
    assert chosen(MINE, shipped, own=("mine",)) == "mine"
    assert chosen(MINE, shipped) == shipped.file


def test_of_shipped_ones_that_knows_it_better_comes_first():
    assert chosen(MINE, BY_USB, BY_IDENTITY) == "by-identity"


def test_a_mapping_that_knows_it_by_name_too_takes_the_port_that_it_wants_and_no_other():
    wants = replace(BY_USB, match=replace(BY_USB.match, ports=("box",), prefer=("midi 1",)))
    other = device()
    other.name, other.port_id = "Box MIDI 2", "input:Box MIDI 2"
    found = choose([wants], [device(), other])
    assert [preset and preset.file for preset in found.values()] == ["by-usb", None]
