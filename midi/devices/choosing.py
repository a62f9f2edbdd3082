"""Which mapping a port gets: the user's choice, else by what the controller says it is, its USB numbers, its name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from midi.devices.device import Device
from presets import Preset, assign


def choose(presets: Sequence[Preset], devices: Sequence[Device], own: Collection[str] = ()) -> dict[str, Preset | None]:
    """The mapping of every port of one direction, by its id; None for a port that must be left alone.

    ``own``: the files that are the user's. They come first, even where a shipped one knows a controller better.
    """
    by_file = {preset.file: preset for preset in presets}
    recognised = {device.port_id: preset for device in devices if (preset := _recognised(presets, device))}
    # An unknown output may be a synthesiser, which would play every lamp: the fallback is for inputs only.
    unknown = {device.name for device in devices if device.direction == "input" and not device.is_program}
    names = [device.name for device in devices]

    def in_turn(mappings: Iterable[Preset]) -> list[Preset]:
        return sorted(mappings, key=lambda preset: preset.file not in own)

    by_name = assign(in_turn(presets), names, unknown)
    chosen: dict[str, Preset | None] = {}
    for device in devices:
        fits, known = by_name[device.name], recognised.get(device.port_id)
        if known is not None:
            # It takes the right one of the controller's ports, as it does by name, and none of those it leaves alone.
            # Another controller on a cable of the same name is not meant.
            ports = [other.name for other in devices if recognised.get(other.port_id) is known]
            others = (preset for preset in presets if preset is not known)
            fits = assign(in_turn([_with_ports(known, ports), *others]), names, unknown)[device.name]
        by_hand = by_file.get(device.unit.settings.preset or "")
        chosen[device.port_id] = by_hand or (by_file[fits.file] if fits else None)
    return chosen


def missing(presets: Sequence[Preset], device: Device) -> str | None:
    """What is wrong with the mapping that was chosen by hand, in a sentence."""
    wanted = device.unit.settings.preset
    if wanted is None or any(preset.file == wanted for preset in presets):
        return None
    return f"{device.name} shall have the mapping {wanted!r}, which is not there any more: it has the one that fits."


def _recognised(presets: Sequence[Preset], device: Device) -> Preset | None:
    body = device.unit.answer.body if device.unit.answer else b""
    # The longer a mapping's identity, the better it knows the controller.
    by_reply = [preset for preset in presets if preset.match.identity and body.startswith(preset.match.identity)]
    by_usb = [preset for preset in presets if device.hardware.usb in preset.match.usb]
    return max(by_reply, key=lambda preset: len(preset.match.identity), default=next(iter(by_usb), None))


def _with_ports(preset: Preset, names: Sequence[str]) -> Preset:
    return replace(preset, match=replace(preset.match, ports=(*preset.match.ports, *names)))
