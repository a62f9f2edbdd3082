"""A ``.tsi`` file becomes presets: one for each of its controllers, with what became of each mapping."""

from __future__ import annotations

import re
from typing import Final

from presets.imports.draft import Bind, Draft, finish_all
from presets.imports.tsi.commands import COMMANDS, GAIN, MODIFIERS, TEMPO_BEND, VOLUME, Command, Kind, Target, family
from presets.imports.tsi.hands import work
from presets.imports.tsi.lamps import Lamps
from presets.imports.tsi.messages import control_of
from presets.imports.tsi.modifiers import layer_bind, opened_layers
from presets.imports.tsi.read import read_tsi
from presets.imports.tsi.values import Device, Hand, Mapped, Mode
from presets.imports.tsi.where import place_of, terms_of
from presets.imports.unlike import Unlike
from presets.imports.values import Imported

KIND: Final = "Traktor mappings"
#: Windows puts a number before a port's name when there are several of them.
_NUMBERED: Final = re.compile(r"^\d+\s*- ")
_NO_MESSAGE: Final = (
    "it is not a single MIDI message: the controller speaks to Traktor alone, or two must come at once."
)
_NO_PORT: Final = (
    "the mapping names none: write a part of your controller's name under [match], or choose the preset on the page."
)
_SAME: Final = "it does the same."


def import_tsi(data: bytes) -> Imported:
    """Presets from a Traktor mapping file's bytes. `PresetError`, one sentence, when it is damaged or none."""
    devices, has_keys = read_tsi(data)
    drafts = [_Conversion(device).draft() for device in devices]
    if has_keys:
        drafts[0].leave_out("the computer's keyboard", "its keys are mapped on the page, not in a preset.")
    return finish_all(KIND, drafts)


class _Conversion:
    """One controller on its way."""

    def __init__(self, device: Device) -> None:
        port = _NUMBERED.sub("", device.port).strip()
        name = device.comment or port or device.name
        self._draft = Draft(name, [port], f"{name}: from a Traktor mapping.")
        self._device = device
        self._ins = [mapped for mapped in device.mappings if not mapped.out]
        self._modifiers = [mapped for mapped in self._ins if mapped.command in MODIFIERS]
        self._opened = opened_layers(self._modifiers)
        self._lamps = Lamps(mapped for mapped in device.mappings if mapped.out)
        self._volumes = {mapped.target for mapped in self._ins if mapped.command == VOLUME}

    def draft(self) -> Draft:
        """All its mappings, taken over as far as they can be."""
        for mapped in self._ins:
            what = self._what(mapped)
            try:
                self._take(mapped, what)
            except Unlike as why:
                self._draft.leave_out(what, str(why))
        self._lamps.tell(self._draft)
        if not self._device.port:
            self._draft.leave_out("the controller's port", _NO_PORT)
        return self._draft

    def _take(self, mapped: Mapped, what: str) -> None:
        control = control_of(mapped.message)
        if control is None:
            raise Unlike(_NO_MESSAGE)
        if mapped.command in MODIFIERS:
            self._open(mapped, control, what)
            return
        command = COMMANDS.get(mapped.command)
        if command is None:
            raise Unlike(family(mapped.command)[1])
        if mapped.command == GAIN and mapped.target in self._volumes:
            raise Unlike("a deck has one level here, and Volume Adjust has it.")
        place = place_of(mapped, command.target, self._device)
        terms, near = terms_of(mapped, place.get("deck"), self._device, self._opened)
        coding = self._device.encoders.get(mapped.message, 1)
        binds = [{**control, **terms, **bind} for bind in work(mapped, command, place, coding)]
        lit = None
        if _has_state(mapped, command, binds[0]) and self._draft.is_free(binds[0]):
            lit = self._lamps.take(mapped)
        if lit is not None:
            binds[0] |= lit.bind
            self._draft.lamps[lit.bind["lamp"]] = lit.style
        why = " ".join(part for part in (command.near, near) if part)
        self._draft.keep(
            what, binds, why or _SAME, near=bool(why), fixed=len(binds) == 1 and _is_fixed(mapped, command)
        )
        if lit is not None:
            self._draft.keep_lamp_of_last(lit.what, "the lamp shows what its button stands for.")

    def _open(self, mapped: Mapped, control: Bind, what: str) -> None:
        bind = layer_bind(mapped, self._modifiers, self._opened)
        if bind is None:
            self._draft.keep(what, [], "the button that turns the modifier on turns it off again, too.")
        else:
            why = "the modifier is a layer; of several that are open, one wins."
            self._draft.keep(what, [{**control, **bind}], why, near=True)

    def _what(self, mapped: Mapped) -> str:
        """The mapping as its player knows it."""
        command = COMMANDS.get(mapped.command)
        if mapped.command in MODIFIERS:
            name = f"Modifier #{mapped.command - MODIFIERS.start + 1} = {mapped.choice}"
        else:
            name = command.name if command else family(mapped.command)[0]
        parts = [mapped.message or "no message", name]
        if command is not None and command.target is not Target.ALL:
            try:
                parts += (f"{key} {value}" for key, value in place_of(mapped, command.target, self._device).items())
            except Unlike:
                parts.append(f"target {mapped.target}")
        return ", ".join([*parts, f"({mapped.comment})"] if mapped.comment else parts)


def _has_state(mapped: Mapped, command: Command, bind: Bind) -> bool:
    """Whether a button stands for something that a lamp can show."""
    shows = command.kind in (Kind.SWITCH, Kind.CHOICE) and "macro" not in bind and "when" not in bind
    return shows and mapped.hand == Hand.BUTTON


def _is_fixed(mapped: Mapped, command: Command) -> bool:
    """Whether it is a button that does the same with every press."""
    if mapped.hand != Hand.BUTTON or mapped.command == TEMPO_BEND:
        return False
    return command.kind is not Kind.SWITCH or mapped.mode in (Mode.DIRECT, Mode.RESET)
