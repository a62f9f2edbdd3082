"""Looks at which ports there are, and has opened, closed and mapped what changed. Thread: the keeper's."""

from __future__ import annotations

from typing import Final

from midi.devices.asking import Asking
from midi.devices.choosing import choose
from midi.devices.device import Device, Direction
from midi.devices.hearing import Hearing
from midi.devices.opening import Opening
from midi.devices.registry import Registry
from midi.devices.tuning import Tuning
from midi.ports import Backend
from presets import Shelf

#: Seconds between two looks where the system does not tell of changes.
_LOOK: Final = 0.4
#: Seconds between two looks where it does: names beside the name may change without a word.
_SELDOM: Final = 5.0
#: Seconds behind a change in which it is looked every time: such names come a little later than their port.
_LIVELY: Final = 2.0


class Looking:
    """What is plugged in, and what becomes of it."""

    def __init__(self, registry: Registry, opening: Opening, asking: Asking, hearing: Hearing, shelf: Shelf) -> None:
        self._registry = registry
        self._opening = opening
        self._asking = asking
        self._hearing = hearing
        self._shelf = shelf
        self._tuning = Tuning(shelf)
        self._changes: int | None = None
        self._changed_at = 0.0
        self._looked_at = 0.0

    def use(self, shelf: Shelf) -> None:
        """Other mappings are there now; the next look, at once, has the controllers play by them."""
        self._shelf = shelf
        self._tuning = Tuning(shelf)
        self.forget()

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with how units are set, a sentence each."""
        return self._tuning.problems

    def forget(self) -> None:
        """The next look is due at once: the system has gone, or something was set otherwise."""
        self._looked_at = 0.0

    def look(self, backend: Backend, now: float) -> None:
        """Look, if it is time for it. `MidiError` when the system does not answer."""
        changes = backend.changes()
        if changes is not None and changes != self._changes:
            self._changes, self._changed_at = changes, now
            self.forget()
        lively = changes is None or now - self._changed_at < _LIVELY
        if now - self._looked_at < (_LOOK if lively else _SELDOM):
            return
        self._looked_at = now
        self._compare(backend, "input")
        self._compare(backend, "output")
        self._map("input", now)
        self._map("output", now)
        self._join(now)
        self._hearing.units = {device.port_id: device.unit for device in self._registry.plugged("input")}

    def tend(self, backend: Backend, now: float) -> None:
        """Open what is to be open, close what is not, and see what has become of what was opened."""
        for device in self._registry.plugged():
            with self._opening.guarded(device, now):
                self._tend(backend, device, now)
            device.is_settled |= device.is_in_use or not device.wants_open or device.problem is not None
        self._opening.reap()

    def _tend(self, backend: Backend, device: Device, now: float) -> None:
        if device.line is not None:
            self._opening.follow(device, now)
        if not (device.wants_open or self._asking.wants(device, now)):
            self._opening.leave(device)
        elif device.line is None and now >= device.retry:
            self._opening.open(backend, device, now)

    def _compare(self, backend: Backend, direction: Direction) -> None:
        listings = backend.inputs() if direction == "input" else backend.outputs()
        gone, came = self._registry.compare(direction, listings)
        for device in gone:
            self._opening.close(device)
            self._registry.unplug(device)
        for listing in came:
            self._registry.plug(direction, listing)

    def _map(self, direction: Direction, now: float) -> None:
        plugged = self._registry.plugged(direction)
        chosen = choose(self._shelf.presets, plugged, self._shelf.own)
        for device in plugged:
            fits = chosen[device.port_id]
            preset = None if fits is None else self._tuning.of(fits, device.unit.settings.tuning)
            if preset is device.preset:
                continue
            if preset is not None and device.is_in_use:
                with self._opening.guarded(device, now):
                    self._opening.remap(device, preset, now)
            else:
                self._opening.leave(device)
                device.preset = preset
                device.retry = 0.0

    def _join(self, now: float) -> None:
        """Have the lamps of a controller know where its surface is, though the names of its ports tell nothing."""
        for device in self._registry.join():
            if device.preset is not None and device.is_in_use:
                with self._opening.guarded(device, now):
                    self._opening.remap(device, device.preset, now)
