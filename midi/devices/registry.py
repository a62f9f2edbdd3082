"""Every MIDI port that was ever seen, under a name that outlives the cable.

Pure book-keeping: nothing is opened here. Thread: the keeper's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Final

from midi.devices.device import Device, Direction
from midi.devices.settings import SettingsBook
from midi.devices.unit import Unit, unit_id, unit_name
from midi.ports import NO_HARDWARE, Hardware, Listing

#: How many unplugged ports are remembered; programs that come and go may have a new name every time.
_REMEMBERED: Final = 32
#: The most controllers of one kind that are told apart.
_OF_A_KIND: Final = 64


class Registry:
    """All ports by their id (``input:NAME``); of two of a kind the second is ``input:NAME #2``."""

    def __init__(self, book: SettingsBook, wake: Callable[[], None]) -> None:
        """``wake`` is called, on the MIDI thread, when hands do something that a controller's lamps must know."""
        self._book = book
        self._wake = wake
        self._devices: dict[str, Device] = {}
        self._units: dict[str, Unit] = {}

    def plugged(self, direction: Direction | None = None) -> list[Device]:
        """The ports that are there now."""
        return [one for one in self._devices.values() if one.key is not None and direction in (None, one.direction)]

    def everything(self) -> list[Device]:
        """All ports, unplugged ones too."""
        return list(self._devices.values())

    def units(self) -> list[Unit]:
        """All controllers, unplugged ones too."""
        return list(self._units.values())

    def ports_of(self, unit: Unit, direction: Direction) -> list[Device]:
        """A controller's ports of one direction that are there now."""
        return [device for device in self.plugged(direction) if device.unit is unit]

    def compare(self, direction: Direction, listings: Sequence[Listing]) -> tuple[list[Device], list[Listing]]:
        """What has gone since the last look, and what has come."""
        # A better name may come behind the port: then it is another. So it is when it was away for a moment.
        there = {(device.key, device.name, device.plug): device for device in self.plugged(direction)}
        now = {(listing.key, listing.name, listing.plug): listing for listing in listings}
        gone = [device for key, device in there.items() if key not in now]
        return gone, [listing for key, listing in now.items() if key not in there]

    def plug(self, direction: Direction, listing: Listing) -> Device:
        """A port has come: the one of that name that was unplugged, or a new one."""
        hardware = listing.hardware
        number = self._number(direction, unit_name(listing.name), hardware)
        unit = self._unit(unit_id(unit_name(listing.name), number))
        port_id = f"{direction}:{unit_id(listing.name, number)}"
        device = self._devices.setdefault(port_id, Device(direction, listing.name, number, port_id, unit))
        device.unit = unit
        device.key, device.plug = listing.key, listing.plug
        device.is_program = listing.is_program
        device.hardware = hardware
        device.retry = 0.0
        device.asked = 0
        device.is_settled = False
        unit.has_answered = unit.is_silent = False
        if hardware.serial or hardware.socket:
            self._book.change(unit.id, serial=hardware.serial, socket=hardware.socket)
        return device

    def join(self) -> list[Device]:
        """The outputs that are a known controller's from now on, though the names of its ports have nothing in common.

        Where one input and one output alone have a mapping, and neither has a partner, they are one controller's; where
        the platform tells which one each is of, only if that is the same.
        """
        alone: dict[tuple[str, str], list[Device]] = {}
        for device in self.plugged():
            if device.preset is not None and not device.preset.match.fallback:
                alone.setdefault((device.preset.file, device.hardware.place), []).append(device)
        joined = []
        for devices in alone.values():
            ins, outs = ([one for one in devices if one.direction == way] for way in ("input", "output"))
            if len(ins) == len(outs) == 1 and not (self._has_partner(ins[0]) or self._has_partner(outs[0])):
                outs[0].unit = ins[0].unit
                joined += outs
        return joined

    def unplug(self, device: Device) -> None:
        """A port has gone; it is remembered for a while."""
        device.key = device.preset = device.problem = None
        away = [port_id for port_id, other in self._devices.items() if other.key is None]
        for port_id in away[:-_REMEMBERED]:
            del self._devices[port_id]
        if not self.ports_of(device.unit, "input"):
            device.unit.flood.gone()
        held = {other.unit.id for other in self._devices.values()}
        self._units = {key: unit for key, unit in self._units.items() if key in held}

    def _has_partner(self, device: Device) -> bool:
        """Whether the controller has ports of both directions."""
        return bool(self.ports_of(device.unit, "input")) and bool(self.ports_of(device.unit, "output"))

    def _unit(self, wanted: str) -> Unit:
        if wanted not in self._units:
            self._units[wanted] = Unit(wanted, self._book.of(wanted), self._wake)
        return self._units[wanted]

    def _number(self, direction: Direction, name: str, hardware: Hardware) -> int:
        """Which one of a kind it is: that whose other port is there, that it was before, or the first that is away."""
        mine = [device for device in self.plugged() if unit_name(device.name) == name]
        taken = {device.number for device in mine if device.direction == direction}
        beside = {device.number for device in mine if hardware.place and device.hardware.place == hardware.place}
        free = [number for number in range(1, _OF_A_KIND) if number not in taken]
        owners = {number: self._book.owner(unit_id(name, number)) for number in free}
        if hardware != NO_HARDWARE:
            known = [number for number in free if number in beside]
            known += [number for number in free if hardware.serial and owners[number][0] == hardware.serial]
            known += [number for number in free if not hardware.serial and _is_socket(owners[number], hardware)]
            # A number whose controller is known by another serial number is kept for that.
            known += [number for number in free if not (hardware.serial and owners[number][0])]
            return known[0]
        return free[0] if free else next(number for number in count(_OF_A_KIND) if number not in taken)


def _is_socket(owner: tuple[str | None, str | None], hardware: Hardware) -> bool:
    return hardware.socket is not None and owner == (None, hardware.socket)
