"""Which controller a port is of, what is believed of it, and which of its troubles are told, for how long."""

from __future__ import annotations

import time

from msgspec.structs import replace

from midi.devices.asking import Asking
from midi.devices.choosing import choose
from midi.devices.device import Device
from midi.devices.flood import MOST, LossAlarm
from midi.devices.identity import Reply
from midi.devices.line import OutputLine
from midi.devices.registry import Registry
from midi.devices.settings import SettingsBook, UnitSettings
from midi.devices.unit import Unit
from midi.feedback.pace import Pace
from midi.ports import Listing
from tests.midi.fake_unit import fake_preset
from tests.midi.hands import NOTE


def test_of_two_look_alike_cables_each_has_the_mapping_of_what_is_on_it(tmp_path):
    preset = fake_preset(tmp_path)
    other = replace(preset, file="other", match=replace(preset.match, ports=(), identity=bytes.fromhex("7D 44")))
    devices = []
    for number, reply in enumerate(("7D 44 01", "7D 11 22", None), start=1):
        unit = Unit(f"cable #{number}", UnitSettings(identity=reply), lambda: None)
        devices.append(Device("output", "cable", number, f"output:cable #{number}", unit))
    chosen = choose([preset, other], devices)
    assert [None if preset is None else preset.file for preset in chosen.values()] == ["other", "fake", None]


def test_who_was_on_a_cable_another_night_is_not_believed_when_nobody_answers(tmp_path):
    registry = Registry(SettingsBook(None), lambda: None)
    device = registry.plug("output", Listing("1", "cable"))
    device.unit.reply = Reply(bytes.fromhex("7D 11 22"))
    asking = Asking(registry, SettingsBook(None))
    device.asked, device.asked_at = 2, 10.0
    assert choose([fake_preset(tmp_path)], [device])[device.port_id] is not None
    asking.learn(10.5)
    assert device.unit.answer is not None, "it may still answer"
    assert asking.learn(11.0)
    assert choose([fake_preset(tmp_path)], [device])[device.port_id] is None
    registry.unplug(device)
    assert registry.plug("output", Listing("1", "cable")).unit.answer is not None, "it is asked anew"


def test_a_controller_that_was_pulled_floods_nobody():
    registry = Registry(SettingsBook(None), lambda: None)
    device = registry.plug("input", Listing("1", "loop"))
    for now in (1.0, 2.0):
        device.unit.flood.look(now)
        device.unit.flood.count += 10 * MOST
    assert device.unit.flood.look(3.0)
    registry.unplug(device)
    assert not device.unit.flood.on


def test_what_could_not_be_played_is_told_for_a_while():
    losses = LossAlarm()
    told = []
    for now, lost in ((0.0, 0), (1.0, 5), (9.0, 7), (18.0, 7), (20.0, 7), (21.0, 8)):
        losses.look(lost, now)
        told.append(losses.lost)
    assert told == [0, 5, 7, 7, 0, 1]


def test_a_farewell_is_no_faster_than_the_controller_can_take():
    sent: list[float] = []

    class Port:
        def send(self, _: object) -> None:
            sent.append(time.monotonic())

        def close(self) -> None:
            pass

    line = OutputLine("port", Port, lambda: None)
    line.send([bytes((NOTE, 1, 0))] * 12, Pace(100))
    line.close()
    assert line.join(2.0)
    assert sent[5] - sent[0] >= 0.05
    assert sent[10] - sent[5] >= 0.05
