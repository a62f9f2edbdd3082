"""What was learnt, as a file: the controller's own mapping, which begins as a copy of the one that it had."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from midi.learn.found import Found
from presets.edit import Edited, add_bind, lamp_style, make_room, set_key, set_table
from presets.shelf import LEARNT
from presets.values import FORMAT
from presets.written import Row
from sfa_live.model.show_state import MidiDevice

#: The styles of lamps and rings that nothing is known of: the same message back.
_LAMP: Final = "learnt"
_RING: Final = "learnt"
_EMPTY: Final = f'format = {FORMAT}\nname = ""\n\n[match]\nports = []\n'


class Wanted(Struct, frozen=True):
    """What a control shall do."""

    action: str
    args: Mapping[str, Any]
    layer: str | None = None


def learnt_name(device: MidiDevice) -> str:
    """The file of what was learnt for a controller: ``learnt-apc-mini-mk2``."""
    if device.preset is not None and device.preset.startswith(LEARNT):
        return device.preset
    return LEARNT + (re.sub(r"[^a-z0-9]+", "-", device.name.lower()).strip("-") or "controller")[:80]


def begin_with(base: str | None, based_on: str | None, device: MidiDevice) -> str:
    """A copy of the mapping that a controller has (None: it has none), for this controller."""
    text = base if base is not None else _EMPTY
    raw = tomllib.loads(text)
    if based_on is not None:
        text = set_key(text, "based_on", based_on)
    match: dict[str, Any] = dict(raw["match"])
    is_fallback = match.pop("fallback", False)
    known = any(str(part).casefold() in device.name.casefold() for part in match.get("ports", ()))
    if not known:
        match = {"ports": [device.name], "type": device.type if device.type != "unknown" else "usb"}
    if is_fallback or not known:
        text = set_table(text, "match", match)
    title = raw["name"] if known and not is_fallback else device.name
    return set_key(text, "name", f"{title}, learnt")


def with_learnt(text: str, found: Found, wanted: Wanted) -> Edited:
    """The mapping with one control more; what that did before is gone."""
    bind = _bind(found, wanted)
    room = make_room(_with_layer(text, wanted), bind)
    if found.is_button and found.kind in ("note", "cc"):
        lit = _with_lamp(room.text, bind, found, next(iter(room.gone), None))
    elif found.encoder is not None:
        lit = _with_ring(room.text, bind, found)
    else:
        lit = room.text
    return Edited(add_bind(lit, bind), room.gone)


def _with_layer(text: str, wanted: Wanted) -> str:
    """A button that opens a layer brings it into being."""
    layer = wanted.args.get("layer") if wanted.action == "surface.layer" else None
    layers = tomllib.loads(text).get("layers", [])
    return text if layer is None or layer in layers else set_key(text, "layers", [*layers, layer])


def _bind(found: Found, wanted: Wanted) -> dict[str, Any]:
    bind: dict[str, Any] = {found.kind: True if found.kind == "bend" else found.number, "channel": found.channel + 1}
    if wanted.layer is not None:
        bind["layer"] = wanted.layer
    if found.encoder is not None:
        bind["encoder"] = found.encoder
    bind["action"] = wanted.action
    # In a bind the channel is the control's own.
    return bind | {"through" if key == "channel" else key: value for key, value in wanted.args.items()}


def _with_lamp(text: str, bind: dict[str, Any], found: Found, before: Row | None) -> str:
    """The button's lamp: the one it had, one like its neighbours', or one that takes the button's own message."""
    style = lamp_style(text, found.kind, before)
    bind["lamp"] = style or _LAMP
    if before is not None and style is not None and "lamp_number" in before.table:
        bind["lamp_number"] = before.table["lamp_number"]
    if style is not None:
        return text
    return set_table(text, f"lamps.{_LAMP}", {"send": found.kind, "channel": found.channel + 1, "lit": 127, "off": 0})


def _with_ring(text: str, bind: dict[str, Any], found: Found) -> str:
    """The ring of lamps about an endless knob: it takes the knob's own message."""
    bind["ring"] = _RING
    return set_table(text, f"rings.{_RING}", {"send": "cc", "channel": found.channel + 1, "top": 127})
