"""Asks every controller who it is, as soon as its answer can be heard. Thread: the keeper's."""

from __future__ import annotations

from typing import Final

from midi.devices.device import Device
from midi.devices.identity import REQUEST
from midi.devices.registry import Registry
from midi.devices.settings import SettingsBook
from midi.ports import VIRTUAL_OUT

#: How often it is asked: one that has just been plugged in may not listen yet.
_TIMES: Final = 2
#: Seconds that it may take to answer.
_PATIENCE: Final = 0.7


class Asking:
    """Who is who."""

    def __init__(self, registry: Registry, book: SettingsBook) -> None:
        self._registry = registry
        self._book = book

    def wants(self, device: Device, now: float) -> bool:
        """Whether an output is to be open because its controller is to be asked, or may still answer."""
        return self._may_ask(device) and (device.asked < _TIMES or now - device.asked_at < _PATIENCE)

    def ask(self, device: Device, now: float) -> bytes | None:
        """The question, when it is time for it; it counts as asked."""
        if not self._may_ask(device) or device.asked >= _TIMES or now - device.asked_at < _PATIENCE:
            return None
        device.asked += 1
        device.asked_at = now
        return REQUEST

    def learn(self, now: float) -> bool:
        """Remember what was answered since the last call; True when one is not what it was thought to be."""
        learnt = False
        for device in self._registry.plugged("output"):
            unit = device.unit
            is_over = device.asked >= _TIMES and now - device.asked_at >= _PATIENCE
            if is_over and not (unit.has_answered or unit.is_silent):
                unit.is_silent = True
                learnt |= unit.reply is not None
        for unit in self._registry.units():
            reply = unit.reply
            if reply is not None and reply.text != self._book.of(unit.id).identity:
                self._book.change(unit.id, identity=reply.text)
                learnt = True
        return learnt

    def _may_ask(self, device: Device) -> bool:
        """A program's port is asked only when a mapping knows it: others may be synthesisers, and answer nobody."""
        if device.direction != "output" or device.key in (None, VIRTUAL_OUT) or device.unit.has_answered:
            return False
        known = device.preset is not None or not device.is_program
        hears = any(port.ear is not None for port in self._registry.ports_of(device.unit, "input"))
        return known and hears and device.unit.settings.enabled
