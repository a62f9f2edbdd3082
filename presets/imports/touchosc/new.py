"""The new TouchOSC's layout: a tree of nodes as XML, packed with zlib."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from presets.imports.touchosc.values import Sent, Touch, Widget

_KINDS: Final[Mapping[str, str]] = {
    "CONTROLCHANGE": "cc",
    "NOTE_ON": "note",
    "NOTE_OFF": "note",
    "PROGRAMCHANGE": "program",
    "POLYPRESSURE": "key_pressure",
    "CHANNELPRESSURE": "pressure",
    "PITCHBEND": "bend",
}
#: A button's type: 0 is on while touched; the others stay on until the next touch.
_MOMENTARY: Final = "0"
#: Which of a message's three values stands for its channel, its number and its value.
_NUMBER_AT, _VALUE_AT = 1, 2


def new_widgets(root: Element) -> Iterator[Widget]:
    """The controls of a new layout: every node that sends something."""
    for node in root.iter("node"):
        messages = node.find("messages")
        if messages is None:
            continue
        kind = node.get("type") or "node"
        properties = {_text(each, "key"): _text(each, "value") for each in node.iterfind("properties/property")}
        name = properties.get("name", "")
        midi = tuple(sent for each in messages.iterfind("midi") if _is_sent(each) for sent in [_sent(each)])
        osc = tuple(_address(each, name) for each in messages.iterfind("osc") if _is_sent(each))
        if midi or osc:
            yield Widget(name, _touch(kind, properties), kind.lower(), midi, osc)


def _touch(kind: str, properties: Mapping[str, str]) -> Touch:
    if kind in ("FADER", "RADIAL"):
        return Touch.FADER
    if kind == "BUTTON":
        return Touch.PUSH if properties.get("buttonType", _MOMENTARY) == _MOMENTARY else Touch.TOGGLE
    return Touch.OTHER


def _is_sent(message: Element) -> bool:
    return _text(message, "enabled", "1") == "1" and _text(message, "send", "1") == "1"


def _sent(midi: Element) -> Sent:
    values = midi.findall("values/value")
    number = _number(midi, "message/data1", 0)
    moving = len(values) > _NUMBER_AT and _text(values[_NUMBER_AT], "type") not in ("", "CONSTANT", "INDEX")
    kind = _KINDS.get(_text(midi, "message/type", "CONTROLCHANGE"), "")
    scale = values[_VALUE_AT] if len(values) > _VALUE_AT else midi
    return Sent(
        # A number that the hand moves is no one control.
        kind="" if moving and kind in ("cc", "note") else kind,
        channel=_number(midi, "message/channel", 0) + 1,
        number=number,
        low=_number(scale, "scaleMin", 0),
        high=_number(scale, "scaleMax", 127),
    )


def _address(osc: Element, name: str) -> str:
    """An address from its parts: what is fixed, and the control's name."""
    parts = []
    for part in osc.iterfind("path/partial"):
        word = _text(part, "value")
        parts.append(name if _text(part, "type") == "PROPERTY" and word == "name" else word)
    return "".join(parts)


def _text(element: Element, path: str, default: str = "") -> str:
    found = element.findtext(path)
    return default if found is None or not found.strip() else found.strip()


def _number(element: Element, path: str, default: int) -> int:
    try:
        return int(float(_text(element, path, str(default))))
    except (ValueError, OverflowError):
        return default
