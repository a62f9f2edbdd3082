"""The old TouchOSC's layout: ``index.xml`` in a zip archive; names and addresses are in base64."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from presets.imports.touchosc.values import Sent, Touch, Widget

_TOUCH: Final[Mapping[str, Touch]] = {
    "faderv": Touch.FADER,
    "faderh": Touch.FADER,
    "rotaryv": Touch.FADER,
    "rotaryh": Touch.FADER,
    "push": Touch.PUSH,
    "toggle": Touch.TOGGLE,
}
#: Kinds of messages by their numbers; the others are start, stop, continue and system exclusive.
_KINDS: Final[Mapping[str, str]] = {
    "0": "cc",
    "1": "note",
    "2": "program",
    "6": "key_pressure",
    "7": "pressure",
    "8": "bend",
}


def old_widgets(root: Element) -> Iterator[Widget]:
    """The controls of an old layout, page by page."""
    for page in root.iter("tabpage"):
        page_name = _plain(page.get("name"))
        for control in page.iter("control"):
            kind = control.get("type") or "control"
            name = _plain(control.get("name"))
            # An address that was not written by hand is the page's name and the control's.
            address = _plain(control.get("osc_cs")) or f"/{page_name}/{name}"
            midi = tuple(sent for each in control.iter("midi") if (sent := _sent(each)) is not None)
            yield Widget(name, _TOUCH.get(kind, Touch.OTHER), kind, midi, (address,))


def _sent(midi: Element) -> Sent | None:
    # A control's touch ("z") is a message of its own, beside its value.
    if (midi.get("var") or "x").strip() not in ("x", "x1"):
        return None
    return Sent(
        kind=_KINDS.get(midi.get("type") or "0", ""),
        channel=_number(midi.get("channel"), 1),
        number=_number(midi.get("data1"), 0),
        low=_number(midi.get("data2f"), 0),
        high=_number(midi.get("data2t"), 127),
    )


def _plain(coded: str | None) -> str:
    try:
        return base64.b64decode(coded or "", validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        # The oldest editors wrote names as they are.
        return coded or ""


def _number(written: str | None, default: int) -> int:
    try:
        return int(written) if written is not None else default
    except ValueError:
        return default
