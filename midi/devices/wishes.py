"""What hands ask of the controllers themselves: to be used or left alone, muted, mapped otherwise, lit anew."""

from __future__ import annotations

from midi.devices.device import Device
from midi.devices.opening import Opening
from midi.devices.registry import Registry
from midi.devices.settings import SettingsBook
from midi.devices.unit import Unit
from presets import Shelf
from sfa_live.errors import ActionError, PresetError
from sfa_live.model.action import MidiAction, MidiEnable, MidiGuard, MidiMute, MidiPreset, MidiResync, MidiSetting
from sfa_live.model.show_state import MidiState


def check(action: MidiAction, state: MidiState, shelf: Shelf) -> None:
    """Whether it can be done. Raises `ActionError` with what there is instead. Thread: any."""
    port_id = getattr(action, "port_id", None)
    if port_id is not None and not any(port_id in (device.port_id, device.id) for device in state.devices):
        known = ", ".join(device.port_id for device in state.devices) or "none"
        raise ActionError(f"There is no MIDI port {port_id!r}. There are: {known}.", code="unknown_port")
    wanted = action.preset if isinstance(action, MidiPreset) else None
    if wanted is not None and not any(preset.file == wanted for preset in shelf.presets):
        known = ", ".join(sorted(preset.file for preset in shelf.presets))
        raise ActionError(f"There is no mapping {wanted!r}. There are: {known}.", code="unknown_preset")
    if isinstance(action, MidiSetting):
        _check_setting(action, state, shelf)


def _check_setting(action: MidiSetting, state: MidiState, shelf: Shelf) -> None:
    """Whether the controller's mapping asks for that, and can be used with it."""
    device = next(device for device in state.devices if action.port_id in (device.port_id, device.id))
    if action.setting not in device.settings:
        known = ", ".join(device.settings) or "none"
        sentence = f"{device.name} has no setting {action.setting!r}. There are: {known}."
        raise ActionError(sentence, code="unknown_setting")
    if action.value is not None and device.preset is not None:
        try:
            shelf.tuned(device.preset, {**device.settings, action.setting: action.value})
        except PresetError as wrong:
            raise ActionError(f"{device.name} cannot be set to that: {wrong.message}", code="bad_setting") from wrong


class Wishes:
    """Does them. Thread: the keeper's."""

    def __init__(self, registry: Registry, opening: Opening, book: SettingsBook) -> None:
        self._registry = registry
        self._opening = opening
        self._book = book

    def do(self, action: MidiAction) -> None:
        """One of them; nothing happens when its controller has been forgotten meanwhile."""
        port_id = getattr(action, "port_id", None)
        meant = [one for one in self._registry.everything() if port_id in (None, one.port_id, one.unit.id)]
        if isinstance(action, MidiResync):
            # All lamps of the controller, whichever of its ports was named.
            units = {device.unit.id for device in meant}
            for device in self._registry.plugged("output"):
                if device.unit.id in units and device.face is not None:
                    device.face.resync()
            return
        for unit in {device.unit.id: device.unit for device in meant}.values():
            self._set(unit, action)

    def _set(self, unit: Unit, action: MidiAction) -> None:
        match action:
            case MidiEnable(on=on):
                self._book.change(unit.id, enabled=_flipped(on, unit.settings.enabled))
            case MidiMute(on=on):
                self._book.change(unit.id, muted=_flipped(on, unit.settings.muted))
            case MidiGuard(on=on):
                self._book.change(unit.id, guarded=_flipped(on, unit.settings.guarded))
            case MidiPreset(preset=preset):
                self._book.change(unit.id, preset=preset)
            case MidiSetting(setting=setting, value=value):
                others = {name: set_to for name, set_to in unit.settings.tuning.items() if name != setting}
                self._book.change(unit.id, tuning=others if value is None else {**others, setting: value})
        unit.settings = self._book.of(unit.id)
        for device in self._registry.everything():
            if device.unit is unit:
                # What is asked for now is tried now.
                _begin_anew(device)


def _begin_anew(device: Device) -> None:
    device.retry = 0.0
    device.problem = None


def _flipped(on: bool | None, now: bool) -> bool:
    return not now if on is None else on
