"""A plan as a TouchOSC layout (``.tosc``): XML, compressed by zlib, as TouchOSC 1.1 and later read it.

A button of TouchOSC has no text of its own: a label that takes no touch lies over it. Host and ports are no part of a
layout; they are set in TouchOSC's connections.
"""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET

from sfa_live.osc.layout.plan import HEIGHT, WIDTH, Frame, Widget

#: The same plan becomes the same file.
_NAMES: Final = uuid.UUID("7b1f6e0a-54f1-4a37-9a6b-0c7f5d1c9a11")

_NORTH, _EAST = 0, 1
_MOMENTARY, _TOGGLE = 0, 2
_TYPES: Final = {"fader": "FADER", "toggle": "BUTTON", "push": "BUTTON", "label": "LABEL"}

#: A property: its type letter and its value.
_Property = tuple[str, object]


def as_tosc(widgets: Iterable[Widget]) -> bytes:
    """The file."""
    document = ET.Element("lexml", version="3")
    root = _node(document, "GROUP", "sfa_live", Frame(0, 0, WIDTH, HEIGHT), {"color": ("c", "#101318")})
    children = ET.SubElement(root, "children")
    for widget in widgets:
        _add(children, widget)
    return zlib.compress(ET.tostring(document, encoding="UTF-8", xml_declaration=True), 9)


def _add(parent: ET.Element, widget: Widget) -> None:
    properties: dict[str, _Property] = {"color": ("c", widget.colour)}
    if widget.kind == "fader":
        properties["orientation"] = ("i", _EAST if widget.lies else _NORTH)
    elif widget.kind == "label":
        properties |= {"textColor": ("c", widget.colour), "background": ("b", 0), "textSize": ("i", 16)}
    else:
        properties["buttonType"] = ("i", _TOGGLE if widget.kind == "toggle" else _MOMENTARY)
    node = _node(parent, _TYPES[widget.kind], widget.name, widget.frame, properties)
    name, first = ("text", "") if widget.kind == "label" else ("x", str(widget.default))
    _add_value(node, name, first)
    _add_message(node, widget, name)
    if widget.caption:
        over = {"textColor": ("c", "#ffffff"), "background": ("b", 0), "interactive": ("b", 0), "textSize": ("i", 16)}
        caption = _node(parent, "LABEL", f"{widget.name} text", widget.frame, over)
        _add_value(caption, "text", widget.caption)


def _node(parent: ET.Element, kind: str, name: str, frame: Frame, more: dict[str, _Property]) -> ET.Element:
    node = ET.SubElement(parent, "node", ID=str(uuid.uuid5(_NAMES, name)), type=kind)
    properties = ET.SubElement(node, "properties")
    for key, (letter, value) in sorted({"name": ("s", name), "frame": ("r", frame), **more}.items()):
        field = ET.SubElement(properties, "property", type=letter)
        ET.SubElement(field, "key").text = key
        holder = ET.SubElement(field, "value")
        if isinstance(value, Frame):
            _add_parts(holder, dict(zip("xywh", value, strict=True)))
        elif letter == "c":
            _add_parts(holder, _colour(str(value)))
        else:
            holder.text = str(value)
    return node


def _add_value(node: ET.Element, name: str, first: str) -> None:
    value = ET.SubElement(ET.SubElement(node, "values"), "value")
    _add_parts(value, {"key": name, "locked": 0, "lockedDefaultCurrent": 0, "default": first, "defaultPull": 0})


def _add_message(node: ET.Element, widget: Widget, value: str) -> None:
    """What it sends and is told, by one address. A label only is told, and the choice of a deck only sends."""
    sends, hears = widget.kind != "label", not widget.before
    osc = ET.SubElement(ET.SubElement(node, "messages"), "osc")
    _add_parts(osc, {"enabled": 1, "send": int(sends), "receive": int(hears), "feedback": 0, "connections": "00001"})
    if sends:
        trigger = ET.SubElement(ET.SubElement(osc, "triggers"), "trigger")
        _add_parts(trigger, {"var": value, "condition": "RISE" if widget.before else "ANY"})
    _add_partial(ET.SubElement(osc, "path"), "CONSTANT", "STRING", widget.address)
    arguments = ET.SubElement(osc, "arguments")
    for text in widget.before:
        _add_partial(arguments, "CONSTANT", "STRING", text)
    if not widget.before:
        _add_partial(arguments, "VALUE", "STRING" if value == "text" else "FLOAT", value)


def _add_partial(parent: ET.Element, kind: str, conversion: str, value: str) -> None:
    partial = ET.SubElement(parent, "partial")
    _add_parts(partial, {"type": kind, "conversion": conversion, "value": value, "scaleMin": 0, "scaleMax": 1})


def _add_parts(parent: ET.Element, parts: dict[str, object]) -> None:
    for name, value in parts.items():
        ET.SubElement(parent, name).text = str(value)


def _colour(word: str) -> dict[str, object]:
    shares = (int(word[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return dict(zip("rgba", (*(round(share, 4) for share in shares), 1), strict=True))
