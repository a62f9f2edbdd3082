"""A ``.tsi`` file becomes values: which controllers it has, and what each of their messages is mapped to."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from presets.imports.packed import parse_xml, require_small
from presets.imports.tsi.frames import BROKEN, Fields, frames
from presets.imports.tsi.values import Condition, Device, Mapped
from sfa_live.errors import PresetError

_ENTRY: Final = "DeviceIO.Config.Controller"
_KEYS: Final = "DeviceIO.Config.Keyboard"
_MOST_MAPPINGS: Final = 5_000
#: How far a controller's parts lie in one another.
_DEEPEST: Final = 4
#: Ports that are none: Traktor's words for "whatever comes".
_ANY_PORT: Final = ("all ports", "none")


def read_tsi(data: bytes) -> tuple[tuple[Device, ...], bool]:
    """The file's controllers, and whether it maps the computer's keyboard too. `PresetError` when it is damaged."""
    root = parse_xml(require_small(data))
    entries = {entry.get("Name"): entry.get("Value") or "" for entry in root.iter("Entry")}
    if not entries.get(_ENTRY):
        raise PresetError("No controller is mapped in this Traktor file; export it with 'Controller Mappings' ticked.")
    try:
        block = base64.b64decode(entries[_ENTRY])
    except (binascii.Error, ValueError) as wrong:
        raise PresetError(BROKEN) from wrong
    devices = tuple(_devices(block))
    if not devices:
        raise PresetError("No controller is mapped in this Traktor file.")
    if sum(len(device.mappings) for device in devices) > _MOST_MAPPINGS:
        raise PresetError(f"More than {_MOST_MAPPINGS} mappings are in this file: no controller has that many.")
    return devices, bool(entries.get(_KEYS))


def _devices(block: bytes) -> Iterator[Device]:
    for whole in frames(block):
        if whole.id != b"DIOM":
            continue
        for part in frames(whole.content):
            if part.id == b"DEVS":
                yield from (_device(each.content) for each in frames(part.content) if each.id == b"DEVI")


def _device(content: bytes) -> Device:
    head = Fields(content)
    name = head.text()
    device = _Parts()
    for data in frames(head.rest()):
        if data.id == b"DDAT":
            for part in frames(data.content):
                device.take(part.id, part.content)
    return Device(
        name=name,
        comment=device.comment,
        port="" if device.port.lower() in _ANY_PORT else device.port,
        target=device.target,
        mappings=tuple(device.mappings()),
        encoders=device.encoders,
    )


class _Parts:
    """What has been read of a controller so far. The names of its messages may stand before or behind their use."""

    def __init__(self) -> None:
        self.comment = ""
        self.port = ""
        self.target = 0
        self.encoders: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._rows: list[bytes] = []

    def take(self, frame: bytes, content: bytes, depth: int = 0) -> None:
        """One part, and the parts in it."""
        if depth > _DEEPEST:
            raise PresetError(BROKEN)
        if frame == b"DDIF":
            self.target = Fields(content).number()
        elif frame == b"DDIC":
            self.comment = Fields(content).text()
        elif frame == b"DDPT":
            self.port = Fields(content).text()
        elif frame == b"DCDT":
            self._define(Fields(content))
        elif frame == b"CMAI":
            self._rows.append(content)
        elif frame == b"DCBM":
            self._name(content, depth)
        elif frame in (b"DDDC", b"DDCI", b"DDCO", b"DDCB", b"CMAS"):
            for part in frames(content):
                self.take(part.id, part.content, depth + 1)

    def mappings(self) -> Iterator[Mapped]:
        """Every row with its message's name."""
        for row in self._rows:
            fields = Fields(row)
            message = self._names.get(fields.number(), "")
            out, command = fields.number() == 1, fields.number()
            settings = next((part.content for part in frames(fields.rest()) if part.id == b"CMAD"), None)
            if settings is None:
                raise PresetError(BROKEN)
            yield _mapped(Fields(settings), message, out, command)

    def _define(self, fields: Fields) -> None:
        message = fields.text()
        fields.raw(12)
        self.encoders[message] = fields.number()

    def _name(self, content: bytes, depth: int) -> None:
        """A message's name by its number; or the list of them, which has the same letters."""
        if len(content) <= 4 or content[4:8] == b"DCBM":
            for part in frames(content):
                self.take(part.id, part.content, depth + 1)
            return
        fields = Fields(content)
        number = fields.number()
        self._names[number] = fields.text()


def _mapped(fields: Fields, message: str, out: bool, command: int) -> Mapped:
    fields.number()  # the kind of device
    hand, mode, target = fields.number(), fields.number(), fields.number()
    fields.number()  # whether a held button repeats
    invert, takeover = fields.number() != 0, fields.number() != 0
    fields.real()  # how far a click of an endless knob goes
    accelerates = fields.real() > 0
    fields.raw(8)  # how Traktor shows the value
    value, comment = fields.raw(), fields.text()
    conditions = [] if fields.ended else [_condition(fields), _condition(fields)]
    shown, off, lit = 0, 0, 127
    if not fields.ended:
        fields.number()
        shown = fields.number()
        fields.raw(8)
        off, lit = fields.number(), fields.number()
        if not fields.ended and fields.number() != 0:
            off, lit = lit, off
    return Mapped(
        message=message,
        out=out,
        command=command,
        hand=hand,
        mode=mode,
        target=target,
        invert=invert,
        takeover=takeover,
        accelerates=accelerates,
        raw_value=value,
        comment=comment,
        conditions=tuple(condition for condition in conditions if condition.command > 0),
        shown=shown,
        off=off,
        lit=lit,
    )


def _condition(fields: Fields) -> Condition:
    return Condition(fields.number(), fields.number(), fields.number())
