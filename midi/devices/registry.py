"""Every MIDI port that was ever seen, under a name that outlives the cable.

Pure book-keeping: nothing is opened here. Thread: the keeper's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Final, Literal

from midi.lamps import Lamps
from midi.listener import Ear
from midi.ports import Listing
from presets import Preset
from sfa_live.model.show_state import MidiDevice

Direction = Literal["input", "output"]

#: How many unplugged ports are remembered; programs that come and go may have a new name every time.
_REMEMBERED: Final = 32

_TYPE_WORDS: Final = {
    "virtual": ("virtual", "through", "iac", "loopmidi"),
    "network": ("network", "rtp", "session"),
    "usb": ("usb",),
}


class Device:
    """One port: what is known of it, and what is open of it."""

    def __init__(self, direction: Direction, name: str, port_id: str) -> None:
        self.direction = direction
        self.name = name
        self.port_id = port_id
        #: The back end's key for it; None while it is unplugged.
        self.key: str | None = None
        self.is_program = False
        self.preset: Preset | None = None
        self._type = "unknown"
        #: An open input's ear, an open output's lamps.
        self.ear: Ear | None = None
        self.lamps: Lamps | None = None
        #: Why it could not be opened, and when to try again (seconds of a clock that never goes back).
        self.problem: str | None = None
        self.retry = 0.0

    @property
    def is_open(self) -> bool:
        """Whether it is being listened or sent to."""
        return self.ear is not None or self.lamps is not None

    def map_with(self, preset: Preset | None) -> None:
        """A mapping was chosen for it, or none; it says what kind of port this is, unless the name does."""
        self.preset = preset
        folded = self.name.casefold()
        named = (kind for kind, words in _TYPE_WORDS.items() if any(word in folded for word in words))
        mapped = preset.match.type if preset else "unknown"
        self._type = next(named, "virtual" if self.is_program else mapped)

    def told(self) -> MidiDevice:
        """The device as surfaces see it."""
        return MidiDevice(
            port_id=self.port_id,
            name=self.name,
            direction=self.direction,
            type=self._type,
            status="disconnected" if self.key is None else "connected",
            preset=self.preset.file if self.preset else None,
        )


class Registry:
    """All devices by their id (``input:NAME``); of two of a kind the second is ``input:NAME #2``."""

    def __init__(self) -> None:
        self._devices: dict[str, Device] = {}

    def plugged(self, direction: Direction) -> list[Device]:
        """The devices that are there now."""
        return [device for device in self._devices.values() if device.direction == direction and device.key is not None]

    def everything(self) -> list[Device]:
        """All devices, unplugged ones too."""
        return list(self._devices.values())

    def compare(self, direction: Direction, listings: Sequence[Listing]) -> tuple[list[Device], list[Listing]]:
        """What has gone since the last look, and what has come."""
        there = {device.key: device for device in self.plugged(direction)}
        keys = {listing.key for listing in listings}
        gone = [device for key, device in there.items() if key not in keys]
        return gone, [listing for listing in listings if listing.key not in there]

    def plug(self, direction: Direction, listing: Listing) -> Device:
        """A port has come: the device of that name that was unplugged, or a new one."""
        for number in count(1):
            port_id = f"{direction}:{listing.name}" + (f" #{number}" if number > 1 else "")
            device = self._devices.setdefault(port_id, Device(direction, listing.name, port_id))
            if device.key is None:
                break
        device.key = listing.key
        device.is_program = listing.is_program
        device.map_with(None)
        device.retry = 0.0
        return device

    def unplug(self, device: Device) -> None:
        """A port has gone; it is remembered for a while."""
        device.key = device.preset = device.problem = None
        away = [port_id for port_id, other in self._devices.items() if other.key is None]
        for port_id in away[:-_REMEMBERED]:
            del self._devices[port_id]
