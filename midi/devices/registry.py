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
        device = self._devices.setdefault(port_id, Device(direction, listing.name, port_id, unit))
        device.unit = unit
        device.key, device.plug = listing.key, listing.plug
        device.is_program = listing.is_program
        device.hardware = hardware
        device.retry = 0.0
        device.asked = 0
        device.is_settled = False
        unit.has_answered = False
        if hardware.serial or hardware.socket:
            self._book.change(unit.id, serial=hardware.serial, socket=hardware.socket)
        return device

    def unplug(self, device: Device) -> None:
        """A port has gone; it is remembered for a while."""
        device.key = device.preset = device.problem = None
        away = [port_id for port_id, other in self._devices.items() if other.key is None]
        for port_id in away[:-_REMEMBERED]:
            del self._devices[port_id]
        if not any(other.unit is device.unit and other.key is not None for other in self._devices.values()):
            device.unit.hands.gone()
        held = {other.unit.id for other in self._devices.values()}
        self._units = {key: unit for key, unit in self._units.items() if key in held}

    def _unit(self, wanted: str) -> Unit:
        if wanted not in self._units:
            self._units[wanted] = Unit(wanted, self._book.of(wanted), self._wake)
        return self._units[wanted]

    def _number(self, direction: Direction, name: str, hardware: Hardware) -> int:
        """Which one of a kind it is: that whose other port is there, that it was before, or the first that is away."""
        mine = [device for device in self.plugged() if unit_name(device.name) == name]
        taken = {device.unit.id for device in mine if device.direction == direction}
        beside = {device.unit.id for device in mine if hardware.place and device.hardware.place == hardware.place}
        free = [number for number in range(1, _OF_A_KIND) if unit_id(name, number) not in taken]
        owners = {number: self._book.owner(unit_id(name, number)) for number in free}
        if hardware != NO_HARDWARE:
            known = [number for number in free if unit_id(name, number) in beside]
            known += [number for number in free if hardware.serial and owners[number][0] == hardware.serial]
            known += [number for number in free if not hardware.serial and _is_socket(owners[number], hardware)]
            # A number whose controller is known by another serial number is kept for that.
            known += [number for number in free if not (hardware.serial and owners[number][0])]
            return known[0]
        return free[0] if free else next(n for n in count(_OF_A_KIND) if unit_id(name, n) not in taken)


def _is_socket(owner: tuple[str | None, str | None], hardware: Hardware) -> bool:
    return hardware.socket is not None and owner == (None, hardware.socket)
