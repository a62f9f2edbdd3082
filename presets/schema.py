"""The format of mapping files as a JSON schema: editors complete and check by it. `presets.read` is what decides.

python -m presets.schema > presets/controllers/schema.json
"""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from presets.asked import arguments_of
from presets.controls import OWN_ANYWAY
from presets.lamps import CHANNEL, OFFSET, WORDS
from presets.own import OWN_ACTIONS
from presets.shape import BindShape, FileShape, LampShape, RingShape, StepShape, TextShape
from presets.values import MOVING_DECKS
from sfa_live.model.action import ACTIONS, ALIASES, Action

Table = dict[str, Any]

#: A run of numbers, and one of the file's own settings.
_RUN: Final = {"type": "string", "pattern": r"^\d+\s*\.\.\s*\d+$"}
_SETTING: Final = {"type": "string", "pattern": r"\{\w+\}"}
_REF: Final = "#/$defs/{name}"
_KINDS: Final[tuple[type[Action], ...]] = (*ACTIONS.values(), *OWN_ACTIONS.values())


def schema() -> Table:
    """The schema."""
    shapes = (FileShape, BindShape, LampShape, RingShape, TextShape, StepShape)
    _, defs = msgspec.json.schema_components(shapes, ref_template=_REF)
    for table in defs.values():
        if "properties" in table:
            table["additionalProperties"] = False
    file = defs.pop("FileShape")
    _complete_bind(defs)
    defs["LampShape"]["properties"] |= _lamp_words()
    file["properties"]["bind"] = {"type": "array", "items": _ref("BindShape")}
    for key, shape in (("lamps", "LampShape"), ("rings", "RingShape"), ("texts", "TextShape")):
        file["properties"][key] = {"type": "object", "additionalProperties": _ref(shape)}
    return {"$schema": "http://json-schema.org/draft-07/schema#", **_with_settings(file), "$defs": _with_settings(defs)}


def text() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _complete_bind(defs: Table) -> None:
    """A bind's table also holds the arguments of its action, whichever that is; so does a step of a macro."""
    bind, step = defs["BindShape"], defs["StepShape"]
    own = bind["properties"]
    takers = _takers()
    names = {"enum": [*ACTIONS, *OWN_ACTIONS, *ALIASES]}
    own["action"] = names
    twice = [name for name in takers if name in own and name not in OWN_ANYWAY]
    rows = {name: _row(value) for name, value in own.items()}
    bind["properties"] = {**{name: {} for name in takers}, **rows, **{name: {} for name in twice}}
    bind["properties"]["macro"] = {"type": "array", "minItems": 1, "items": _ref("StepShape")}
    bind["oneOf"] = [{"required": ["action"]}, {"required": ["macro"]}]
    bind["allOf"] = [
        *(_when(kinds, {"properties": {name: _taken(name, value)}}) for name, value, kinds in _arguments()),
        *(_only_for(name, takers[name]) for name in takers if name not in own),
        *({**_when(takers[name], {}), "else": {"properties": {name: rows[name]}}} for name in twice),
    ]
    step["properties"] = {**{name: {} for name in takers}, "action": names}


def _takers() -> dict[str, list[str]]:
    """The names of all arguments, each with the actions that take it, by all the names that those have."""
    takers: dict[str, list[str]] = {}
    for kind in _KINDS:
        for name in arguments_of(kind):
            takers.setdefault(name, []).extend(_called(kind))
    return takers


def _arguments() -> list[tuple[str, Table, list[str]]]:
    """Every argument with its type, and the actions that take it so."""
    found: dict[str, tuple[str, Table, list[str]]] = {}
    for kind in _KINDS:
        fields = msgspec.json.schema_components((kind,), ref_template=_REF)[1][kind.__name__]["properties"]
        for name, value in zip(arguments_of(kind), fields.values(), strict=True):
            same = json.dumps([name, value], sort_keys=True)
            found.setdefault(same, (name, value, []))[2].extend(_called(kind))
    return [each for each in found.values() if "$ref" not in json.dumps(each[1])]


def _taken(name: str, value: Table) -> Table:
    """An argument's type in a bind, where a deck has more names."""
    if name == "deck":
        value = {"anyOf": [value, {"enum": [*MOVING_DECKS, 1, 2, 3, 4]}]}
    return _row(value)


def _called(kind: type[Action]) -> list[str]:
    return [kind.name, *(alias for alias, name in ALIASES.items() if name == kind.name)]


def _when(actions: list[str], then: Table) -> Table:
    return {"if": {"properties": {"action": {"enum": actions}}, "required": ["action"]}, "then": then}


def _only_for(name: str, actions: list[str]) -> Table:
    """An argument is for some actions only; a list of actions is left to the reader."""
    if len(actions) >= len(_KINDS):
        return {}
    one_action = {"properties": {"action": {"type": "string"}}, "required": [name]}
    return {"if": one_action, "then": {"properties": {"action": {"enum": actions}}}}


def _ref(name: str) -> Table:
    return {"$ref": _REF.format(name=name)}


def _row(value: Table) -> Table:
    """One value, a list of them for a row of controls, or a run."""
    return {"anyOf": [value, {"type": "array", "items": value}, _RUN]}


def _with_settings(table: Any) -> Any:
    """Wherever a number stands, a setting of the file can stand."""
    if isinstance(table, list):
        return [_with_settings(each) for each in table]
    if not isinstance(table, dict):
        return table
    inside = {key: _with_settings(value) for key, value in table.items()}
    return {"anyOf": [inside, _SETTING]} if table.get("type") in ("integer", "number") else inside


def _lamp_words() -> Table:
    byte = {"type": "integer", "minimum": 0, "maximum": 127}
    channel = {"type": "integer", "minimum": 1, "maximum": 16}
    values = {str(word): {"anyOf": [byte, {"type": "array", "minItems": 1, "items": byte}]} for word in WORDS}
    channels = {f"{word}{CHANNEL}": channel for word in WORDS}
    return {**values, **channels, **{f"{word}{OFFSET}": byte for word in WORDS}}


if __name__ == "__main__":
    print(text(), end="")
