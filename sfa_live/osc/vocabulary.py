"""Every action by its own name: ``/action/deck/play A``.

What stands behind the action's name in the address comes first, then the arguments: by position, in the order in which
``GET /api/actions`` lists them, until one of them is the name of an argument; from there on in pairs of name and value
(``quantise`` only so). A number that is left over is a button's: 0 is its release, which asks for nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from sfa_live.errors import ActionError
from sfa_live.model.action import ACTIONS, ALIASES, DECKS, Action, action_kind, describe, parse_action
from sfa_live.osc.packet import Value

#: From here on a button is down.
DOWN: Final = 0.5


def action_by_name(path: Sequence[str], args: Sequence[Value]) -> Action | None:
    """The action that ``/action/<path>`` asks for with these arguments; None for a button's release.

    Raises `ActionError`.
    """
    length = next((end for end in range(len(path), 0, -1) if ".".join(path[:end]) in ACTIONS | ALIASES), len(path))
    kind = action_kind(".".join(path[:length]))
    given, button = _by_name(kind, [*path[length:], *args])
    if button is not None and button < DOWN:
        return None
    return parse_action(kind.name, given)


def _by_name(kind: type[Action], values: Sequence[Value]) -> tuple[dict[str, Any], float | None]:
    fields = [field for field in kind.__struct_fields__ if field != "quantise"]
    named: dict[str, Any] = {}
    rest = list(values)
    for field in fields:
        if not rest or _begins_pairs(kind, rest):
            break
        named[field] = _fitting(kind, field, rest.pop(0))
    button = rest.pop() if len(rest) % 2 and isinstance(rest[-1], int | float) else None
    while len(rest) >= 2:
        field, value, *rest = rest
        if not isinstance(field, str) or field not in kind.__struct_fields__:
            break
        named[field] = _fitting(kind, field, value)
    else:
        if not rest:
            return {name: value for name, value in named.items() if value is not None}, button
    raise ActionError(f"{kind.name} cannot take that many arguments. It takes {describe(kind)}.")


def _begins_pairs(kind: type[Action], rest: Sequence[Value]) -> bool:
    return len(rest) >= 2 and isinstance(rest[0], str) and rest[0] in kind.__struct_fields__


def _fitting(kind: type[Action], field: str, value: Value) -> Any:
    """A value as the action takes it: controllers send 1.0 for yes, 2.0 for the second, "3" for a number."""
    wanted = _types(kind)[field]
    if field in ("deck", "into", "channel") and isinstance(value, int | float) and value in range(1, len(DECKS) + 1):
        return DECKS[int(value) - 1]
    if isinstance(value, str) and str not in wanted:
        if value[:1] in ("[", "{"):
            return _from_json(kind, value)
        value = _number(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if bool in wanted:
        return value >= DOWN
    if int in wanted and math.isfinite(value) and value == int(value):
        return int(value)
    return float(value) if float in wanted else value


def _from_json(kind: type[Action], value: str) -> Any:
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError as wrong:
        raise ActionError(f"{kind.name} cannot read {value[:40]!r}: {wrong}.") from wrong


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


@cache
def _types(kind: type[Action]) -> dict[str, frozenset[type]]:
    """The plain types that each argument may have."""
    return {name: frozenset(_plain(hint)) for name, hint in get_type_hints(kind, include_extras=False).items()}


def _plain(hint: Any) -> set[type]:
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        return {each for part in get_args(hint) for each in _plain(part)}
    if get_origin(hint) is Literal:
        return {type(value) for value in get_args(hint)}
    return {get_origin(hint) or hint} - {NoneType}
