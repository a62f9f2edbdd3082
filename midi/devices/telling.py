"""The MIDI ports as surfaces see them, and all that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable

from midi.devices.choosing import missing
from midi.devices.device import Device
from midi.devices.flood import MOST
from midi.devices.registry import Registry
from midi.devices.settings import SettingsBook
from presets import Shelf
from sfa_live.model.show_state import MidiState


def midi_state(
    backend: str | None, reasons: Iterable[str | None], registry: Registry, shelf: Shelf, book: SettingsBook
) -> MidiState:
    """What is to be told now. ``reasons``: why there is no MIDI system, and what is wrong with clocks, in sentences."""
    problems = [*reasons, book.problem]
    problems += [device.problem for device in registry.everything()]
    problems += list(dict.fromkeys(missing(shelf.presets, device) for device in registry.plugged("input")))
    problems += [_flood(unit.id, muted=unit.is_muted) for unit in registry.units() if unit.flood.on]
    problems += [_lost(device) for device in registry.plugged("input") if device.losses.lost]
    problems += [problem.message for problem in shelf.problems]
    return MidiState(
        backend=backend or "none",
        devices=tuple(device.told() for device in registry.everything()),
        message=" ".join(problem for problem in problems if problem) or None,
    )


def _lost(device: Device) -> str:
    left_out = f"{device.losses.lost} messages were left out"
    return f"{device.name} has sent more than can be played, and {left_out}: look for what never rests."


def _flood(unit: str, *, muted: bool) -> str:
    what = "it is muted." if muted else "mute it if that is no hand (midi.mute)."
    return f"{unit} sends more than {MOST} messages a second: {what}"
