"""A MIDI rig from start to end, and what it tells of its ports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from midi import MidiRig
from midi.backends.in_process import Bay
from midi.devices.unit import Unit
from sfa_live.model.show_state import MidiDevice
from tests.midi.hands import FakeShow, until


@contextmanager
def playing(bay: Bay, show: FakeShow, **more) -> Iterator[MidiRig]:
    """A rig, from start to end."""
    rig = MidiRig(show.deliver, show.current, backend=bay.open, **more)
    rig.start()
    try:
        until(is_so(rig, "input:sfa_live in", status="connected"))
        yield rig
    finally:
        rig.stop()


def told(rig: MidiRig, port_id: str) -> MidiDevice | None:
    """What is told of a port."""
    return next((device for device in rig.devices() if device.port_id == port_id), None)


def is_so(rig: MidiRig, port_id: str, **wanted) -> Callable[[], bool]:
    """Whether all that is told of a port is so."""

    def look() -> bool:
        device = told(rig, port_id)
        return device is not None and all(getattr(device, key) == value for key, value in wanted.items())

    return look


def unit_of(rig: MidiRig, name: str) -> Unit:
    """A controller as the rig knows it."""
    return next(unit for unit in rig._keeper._registry.units() if unit.id == name)
