"""A plan as an Open Stage Control session (``.json``). The server's address is that program's setting (``--send``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from sfa_live.osc.addresses import SUBSCRIBE
from sfa_live.osc.layout.plan import Widget

_BUTTONS: Final = {"toggle": "toggle", "push": "push"}


def as_session(widgets: Iterable[Widget]) -> bytes:
    """The file."""
    session = {
        "createdWith": "sfa_live",
        "version": "1.25.0",
        "type": "session",
        "content": {"type": "root", "id": "root", "widgets": _widgets(widgets), "tabs": []},
    }
    return msgspec.json.format(msgspec.json.encode(session), indent=2)


def _widgets(widgets: Iterable[Widget]) -> list[dict[str, Any]]:
    """All but the one that says where feedback goes: this program hears where it sends from."""
    return [_widget(widget) for widget in widgets if widget.address != SUBSCRIBE]


def _widget(widget: Widget) -> dict[str, Any]:
    common: dict[str, Any] = {
        "id": widget.name,
        **widget.frame._asdict(),
        "address": widget.address,
        "preArgs": list(widget.before),
        "colorWidget": widget.colour,
    }
    if widget.kind == "fader":
        return {
            "type": "fader",
            **common,
            "horizontal": widget.lies,
            "range": {"min": 0, "max": 1},
            "default": widget.default,
        }
    if widget.kind == "label":
        return {"type": "text", **common, "value": ""}
    # A button of a deck's choice sends the deck alone: on is what follows ``preArgs``.
    return {
        "type": "button",
        **common,
        "label": widget.caption,
        "mode": "tap" if widget.before else _BUTTONS[widget.kind],
        "on": 1,
        "off": 0,
    }
