"""Cables: which bus a sound is added to. Pulling one over to another bus is a crossfade."""

from __future__ import annotations

from engine.kernel import ramp
from engine.kernel.buffers import add, add_scaled
from engine.kernel.compiled import compiled
from engine.kernel.guard import silence
from engine.kernel.sizes import BUSES, CHUNK


@compiled
def lead_to(route, bus, frames):
    """Send to another bus, crossfaded within so many frames."""
    if bus == route.bus:
        return
    route.bus = bus
    route.moving = frames
    for index in range(BUSES):
        ramp.aim(route.sends[index], 1.0 if index == bus else 0.0, frames)


@compiled
def send(route, samples, scratch, count):
    """Add a sound to its bus, or to those that it changes over between."""
    if route.moving == 0:
        add(_bus(scratch, route.bus), samples, count)
        return
    for index in range(BUSES):
        share = route.sends[index]
        if not ramp.rests(share, 0.0):
            ramp.draw(share, scratch.curve, count)
            add_scaled(_bus(scratch, index), samples, scratch.curve, count)
    route.moving -= min(count, route.moving)


@compiled
def pass_by(route, count):
    """Let frames of silence pass."""
    if route.moving != 0:
        for index in range(BUSES):
            ramp.skip(route.sends[index], count)
        route.moving -= min(count, route.moving)


@compiled
def reaches(route, bus):
    """True when any of the sound goes to a bus, now or in a moment."""
    return route.bus == bus or not ramp.rests(route.sends[bus], 0.0)


@compiled
def _bus(scratch, index):
    """A bus to add to, silent until somebody does."""
    bus = scratch.buses[index]
    if scratch.bus_sounds[index] == 0:
        scratch.bus_sounds[index] = 1
        silence(bus, 0, CHUNK)
    return bus
