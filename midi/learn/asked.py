"""What a control is to learn: whether any control can do it, and whether it takes a fader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from presets import FADERS
from sfa_live.model.action import parse_action

#: The surface's own actions; the file's reader knows what they take.
_OWN: Final = "surface."


def needs_fader(action: str, args: Mapping[str, Any]) -> bool:
    """Whether the action lacks the value that only a fader or a knob gives."""
    fader = FADERS.get(action)
    return fader is not None and fader.argument not in args


def check(action: str, args: Mapping[str, Any]) -> None:
    """`ActionError` for what no control can do."""
    if not action.startswith(_OWN):
        value = {FADERS[action].argument: 0.0} if needs_fader(action, args) else {}
        parse_action(action, {**args, **value})
