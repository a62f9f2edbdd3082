"""What a control is to learn: whether any control can do it, and whether it takes a fader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from presets import FADERS
from presets.asked import RENAMED, action_of, arguments_of, asked, read_arguments
from presets.faders import TURNED
from presets.kinds import fields_of
from presets.moves import numbers_of
from presets.own import SurfacePage
from presets.tables import Notes
from presets.written import HOW
from presets.wrong import Wrong
from sfa_live.errors import ActionError
from sfa_live.model.action import Action

#: What an action's arguments are called in a bind, where that is not their own name.
_IN_A_BIND: Final = {argument: name for name, argument in RENAMED.items()}


def needs_fader(action: str, args: Mapping[str, Any]) -> bool:
    """Whether the action lacks the value that only a fader or a knob gives."""
    return _argument(_kind(action), args) not in (None, *args)


def has_scale(action: str, args: Mapping[str, Any]) -> bool:
    """Whether a fader or knob moves it from one end to the other, so that a ring can show where it is."""
    return needs_fader(action, args) and (_kind(action).name in FADERS or _says_how_far(args))


def in_bind(action: str, args: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The action's own arguments by their names in a bind, and how it is to be done (``range``, ``button``, …)."""
    named = {_IN_A_BIND.get(key, key): value for key, value in args.items()}
    how: dict[str, Any] = {key: named[key] for key in HOW if key in named and key not in arguments_of(_kind(action))}
    return {key: value for key, value in named.items() if key not in how}, how


def check(action: str, args: Mapping[str, Any]) -> None:
    """`ActionError` for what no control can do."""
    kind = _kind(action)
    argument = _argument(kind, args)
    given = {argument: args.get("low", 1.0)} if argument is not None else {}
    notes = Notes()
    meant = read_arguments(kind, in_bind(action, args)[0], given, (), notes)
    if meant is None:
        raise ActionError(" ".join(str(wrong) for wrong in notes.wrongs))
    try:
        asked(kind, {**given, **meant})
    except Wrong as wrong:
        raise ActionError(str(wrong)) from wrong


def _kind(action: str) -> type[Action]:
    try:
        return action_of(action, ())
    except Wrong as wrong:
        raise ActionError(str(wrong)) from wrong


def _argument(kind: type[Action], args: Mapping[str, Any]) -> str | None:
    """The argument that a hand can give by how far it moves."""
    known = FADERS.get(kind.name) or TURNED.get(kind.name)
    if kind is SurfacePage and "page" in args:
        return None
    if known is not None:
        return known.argument
    needed = {field.name for field in fields_of(kind) if field.required}
    missing = [name for name in numbers_of(kind) if name in needed and name not in args]
    return missing[0] if len(missing) == 1 and _says_how_far(args) else None


def _says_how_far(args: Mapping[str, Any]) -> bool:
    return "low" in args and "high" in args
