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

#: Arguments that name a deck.
_DECK_FIELDS: Final = ("deck", "into", "channel")
#: From here on a button is down.
DOWN: Final = 0.5


def action_by_name(path: Sequence[str], args: Sequence[Value]) -> Action | None:
    """The action that ``/action/<path>`` asks for with these arguments; None for a button's release.

    Raises `ActionError`.
    """
    names = [".".join(path[:end]) for end in range(1, len(path) + 1)]
    length = max((len(name.split(".")) for name in names if name in ACTIONS or name in ALIASES), default=len(path))
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
    last = rest[-1] if len(rest) % 2 else None
    button = last if isinstance(last, int | float) else None
    pairs = rest if button is None else rest[:-1]
    for name, value in zip(pairs[::2], pairs[1::2], strict=False):
        if isinstance(name, str) and name in kind.__struct_fields__:
            named[name] = _fitting(kind, name, value)
        else:
            raise _too_many(kind)
    if len(pairs) % 2:
        raise _too_many(kind)
    return {name: value for name, value in named.items() if value is not None}, button


def _too_many(kind: type[Action]) -> ActionError:
    return ActionError(f"{kind.name} cannot take that many arguments. It takes {describe(kind)}.")


def _begins_pairs(kind: type[Action], rest: Sequence[Value]) -> bool:
    return len(rest) >= 2 and isinstance(rest[0], str) and rest[0] in kind.__struct_fields__


def _fitting(kind: type[Action], field: str, value: Value) -> Any:
    """A value as the action takes it: controllers send 1.0 for yes, 2.0 for the second, "3" for a number."""
    wanted = _types(kind)[field]
    if field in _DECK_FIELDS:
        return _deck(value)
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


def _deck(value: Value) -> Value:
    """A deck by its letter, or the letter of its number."""
    number = _number(value) if isinstance(value, str) else value
    return DECKS[int(number) - 1] if isinstance(number, int | float) and number in range(1, len(DECKS) + 1) else value


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
