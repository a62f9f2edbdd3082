"""What was learnt, as a file: the controller's own mapping, which begins as a copy of the one that it had."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from midi.learn.asked import has_scale, in_bind, needs_fader
from midi.learn.found import Found
from presets.addresses import channels_of
from presets.edit import Edited, add_bind, lamp_style, make_room, set_key, set_table
from presets.shelf import LEARNT
from presets.values import FORMAT
from presets.written import Row, filled, parsed, rows_of, settings_of
from sfa_live.model.show_state import MidiDevice

#: The styles of lamps and rings that nothing is known of begin so: they take the control's own message.
_STYLE: Final = "learnt"
_EMPTY: Final = f'format = {FORMAT}\nname = ""\n\n[match]\nports = []\n'
#: What belongs to a control, whatever it does, and to one that has a place.
_OF_CONTROL: Final = ("text", "column", "touch")
_OF_PLACE: Final = ("takeover", "invert", "motor")
#: Of two of a kind the second is called so: ``Pads #2``.
_ONE_OF_MANY: Final = re.compile(r" #(\d+)$")


class Wanted(Struct, frozen=True):
    """What a control shall do."""

    action: str
    args: Mapping[str, Any]
    layer: str | None = None


def learnt_name(device: MidiDevice) -> str:
    """What the file of what is learnt for a controller is called first: ``learnt-apc-mini-mk2``."""
    plain = unicodedata.normalize("NFKD", device.name).encode("ascii", "ignore").decode().lower()
    # A name in other letters leaves nothing; its number is its own, too.
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or f"controller-{zlib.crc32(device.name.encode()):08x}"
    which = _ONE_OF_MANY.search(device.id)
    return LEARNT + name[:80] + (f"-{which[1]}" if which else "")


def begin_with(base: str | None, device: MidiDevice, *, has_twin: bool) -> str:
    """A copy of the mapping that a controller has (None: it has none), for this controller.

    ``has_twin``: another has the same name. Then no name tells this one: the mapping fits none, and is to be chosen.
    """
    text = base if base is not None else _EMPTY
    raw = parsed(text)
    if device.preset is not None:
        text = set_key(text, "based_on", device.preset)
    match: dict[str, Any] = dict(raw["match"])
    is_fallback = match.pop("fallback", False)
    known = any(str(part).casefold() in device.name.casefold() for part in match.get("ports", ()))
    if has_twin or not known:
        # A mapping that was not chosen, and does not know the name, knows the controller by something else.
        recognised = not (has_twin or is_fallback) and device.chosen_preset is None
        by: dict[str, Any] = {key: match[key] for key in ("identity", "usb") if key in match} if recognised else {}
        kind = device.type if device.type != "unknown" else "usb"
        match = {"ports": [] if has_twin else [device.name], "type": kind, **by}
    if is_fallback or has_twin or not known:
        text = set_table(text, "match", match)
    own_name = device.id if has_twin else device.name
    title = own_name if is_fallback or has_twin or not known else raw["name"]
    return set_key(text, "name", f"{title}, learnt")


def with_learnt(text: str, found: Found, wanted: Wanted, settings: Mapping[str, int]) -> Edited:
    """The mapping with one control more; what that did before is gone. ``settings``: what the unit is set to."""
    opened = _with_layer(text, wanted)
    before = _before(opened, found, wanted, settings)
    channel = _channel(opened, found, before, settings)
    bind = _bind(found, wanted, before)
    if channel != parsed(opened).get("channel"):
        bind["channel"] = channel
    room = make_room(opened, bind, settings)
    # What is sent to the control goes the way of its setting, too.
    lamps_on = channel if isinstance(channel, str) and "{" in channel else found.channel + 1
    lit = room.text
    if found.is_button and found.kind in ("note", "cc"):
        had = before.table.get("lamp") if before is not None else None
        # The file before: of those that go, some may show what fits.
        style = lamp_style(opened, found.kind, found.channel + 1, settings, had=had)
        bind["lamp"] = style or _name(found.kind, lamps_on)
        if before is not None and style is not None and style == had and "lamp_number" in before.table:
            bind["lamp_number"] = before.table["lamp_number"]
        lit = _with_style(lit, "lamps", bind["lamp"], {"send": found.kind, "channel": lamps_on, "lit": 127, "off": 0})
    elif found.encoder is not None and has_scale(wanted.action, wanted.args) and "ring" not in bind:
        bind["ring"] = _name(found.kind, lamps_on)
        lit = _with_style(lit, "rings", bind["ring"], {"send": "cc", "channel": lamps_on, "top": 127})
    return Edited(add_bind(lit, bind), room.gone)


def _with_layer(text: str, wanted: Wanted) -> str:
    """A button that opens a layer brings it into being."""
    layer = wanted.args.get("layer") if wanted.action == "surface.layer" else None
    layers = parsed(text).get("layers", [])
    return text if layer is None or layer in layers else set_key(text, "layers", [*layers, layer])


def _before(text: str, found: Found, wanted: Wanted, settings: Mapping[str, int]) -> Row | None:
    """What the control does now, in that layer."""
    message = found.kind, found.channel + 1, found.number
    return next(
        (
            row
            for row in rows_of(text, settings)
            if row.kind == found.kind and message in row.messages and row.layer == wanted.layer and not row.is_special
        ),
        None,
    )


def _channel(text: str, found: Found, before: Row | None, settings: Mapping[str, int]) -> int | str:
    """The control's channel as it is written: the one that was heard, unless the file has its own word for that.

    Such a word is a setting ("{channel}"), or the channels of an instrument on which every finger has one.
    """
    raw = parsed(text)
    written: int | str = raw.get("channel", "any") if before is None else before.table["channel"]
    meant = filled(written, settings_of(raw, settings))
    return found.channel + 1 if meant == "any" or found.channel not in channels_of(meant, ()) else written


def _bind(found: Found, wanted: Wanted, before: Row | None) -> dict[str, Any]:
    args, how = in_bind(wanted.action, wanted.args)
    bind: dict[str, Any] = {found.kind: True if found.kind == "bend" else found.number}
    if wanted.layer is not None:
        bind["layer"] = wanted.layer
    if found.encoder is not None:
        bind["encoder"] = found.encoder
    bind |= {"action": wanted.action, **args}
    is_moved = needs_fader(wanted.action, wanted.args)
    bind |= {key: value for key, value in how.items() if (key != "button") == is_moved and key not in bind}
    return bind if before is None else bind | _kept(found, wanted, before, is_moved=is_moved)


def _kept(found: Found, wanted: Wanted, before: Row, *, is_moved: bool) -> dict[str, Any]:
    """What is the control's own, whatever it did before and does now."""
    keys = list(_OF_CONTROL)
    if not found.is_button:
        keys += ["lamp", "lamp_number"]
    if is_moved and found.encoder is None and "encoder" not in before.table:
        keys += _OF_PLACE
    if has_scale(wanted.action, wanted.args):
        keys.append("ring")
    return {key: before.table[key] for key in keys if key in before.table and key not in before.args}


def _name(kind: str, channel: int | str) -> str:
    """A style of its own for every kind and channel; one that follows a setting has no number."""
    return f"{_STYLE}-{kind}-{channel}" if isinstance(channel, int) else f"{_STYLE}-{kind}"


def _with_style(text: str, tables: str, name: str, style: Mapping[str, Any]) -> str:
    """The file with that style, unless it has it."""
    return text if name in parsed(text).get(tables, {}) else set_table(text, f"{tables}.{name}", style)
