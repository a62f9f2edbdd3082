"""What a control is to learn: whether any control can do it, and whether it takes a fader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from presets import FADERS, OWN_ACTIONS
from presets.asked import asked
from presets.faders import TURNED
from presets.wrong import Wrong
from sfa_live.errors import ActionError
from sfa_live.model.action import parse_action


def needs_fader(action: str, args: Mapping[str, Any]) -> bool:
    """Whether the action lacks the value that only a fader or a knob gives."""
    return _argument(action) not in (None, *args)


def check(action: str, args: Mapping[str, Any]) -> None:
    """`ActionError` for what no control can do."""
    argument = _argument(action)
    given = {argument: 1.0, **args} if argument is not None else dict(args)
    if action not in OWN_ACTIONS:
        parse_action(action, given)
        return
    try:
        asked(OWN_ACTIONS[action], given)
    except Wrong as wrong:
        raise ActionError(str(wrong)) from wrong


def _argument(action: str) -> str | None:
    """The argument that a hand can give by how far it moves."""
    known = FADERS.get(action) or TURNED.get(action)
    return known.argument if known is not None else None
