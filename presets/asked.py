"""What a bind asks for: its action with the arguments that stand beside it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec

from presets.kinds import fields_of, hints_of
from presets.lines import Way
from presets.own import OWN_ACTIONS
from presets.shape import BIND_KEYS
from presets.tables import Notes, convert
from presets.values import MOVING_DECKS, Step
from presets.wrong import Wrong, no_such
from sfa_live.errors import ActionError
from sfa_live.model.action import ACTIONS, DECKS, Action, action_kind, in_words

#: The original's numbers for the decks.
_DECK_ALIASES: Final = dict(enumerate(DECKS, start=1))
#: In a bind ``channel`` is the control's own, so the argument of that name has another.
RENAMED: Final = {"through": "channel"}


def action_of(name: object, way: Way) -> type[Action]:
    """The action of that name, the show's or the surface's own."""
    if not isinstance(name, str):
        raise Wrong(way, "a bind needs an action, such as action = 'stem.mute', or a macro.")
    if name in OWN_ACTIONS:
        return OWN_ACTIONS[name]
    try:
        return action_kind(name)
    except ActionError as wrong:
        raise Wrong((*way, "action"), no_such("action", name, (*ACTIONS, *OWN_ACTIONS))) from wrong


def arguments_of(kind: type[Action]) -> tuple[str, ...]:
    """What an action's arguments are called in a bind."""
    renamed = {argument: name for name, argument in RENAMED.items()}
    return tuple(renamed.get(name, name) for name in kind.__struct_fields__)


def read_step(
    kind: type[Action],
    table: Mapping[str, Any],
    given: Mapping[str, float],
    *,
    banked: Collection[str],
    way: Way,
    notes: Notes,
) -> Step | None:
    """The action with its arguments, or None when it cannot be asked for; what is wrong is noted.

    ``given``: the argument that a hand gives by how far it moves, and any value of it.
    """
    args = read_arguments(kind, table, given, way, notes)
    if args is None:
        return None
    return Step(action=kind.name, args=args, asked=asked(kind, {**given, **args}, way), banked=tuple(banked))


def read_arguments(
    kind: type[Action], table: Mapping[str, Any], given: Collection[str], way: Way, notes: Notes
) -> dict[str, Any] | None:
    """The arguments that stand in a table, or None when something is wrong with them, which is noted."""
    before = notes.count
    args: dict[str, Any] = {}
    names, hints = arguments_of(kind), hints_of(kind)
    #: What was written otherwise is not missing as well.
    meant: set[str] = set()
    for key, value in table.items():
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1)
            meant.update(near)
            notes.note(Wrong((*way, key), no_such(f"setting of {kind.name}", key, near or (*names, *BIND_KEYS))))
            continue
        name = RENAMED.get(key, key)
        args[name] = _DECK_ALIASES.get(value, value) if name == "deck" and isinstance(value, int) else value
        if name != "deck" or args[name] not in MOVING_DECKS:
            with notes.going_on():
                convert(args[name], hints[name], (*way, key))
    missing = [name for name in _needed(kind) if name not in {*args, *given, *meant}]
    if missing:
        told = "; ".join(f"{name} = …: it takes {in_words(hints[name])}" for name in missing)
        notes.note(Wrong((*way, "action"), f"{kind.name} needs {told}."))
    return args if notes.count == before else None


def asked(kind: type[Action], args: Mapping[str, Any], way: Way = ()) -> Action:
    """The action itself; a moving deck is A for now."""
    fixed = {**args, "deck": "A"} if args.get("deck") in MOVING_DECKS and kind.name != "surface.deck" else args
    try:
        return msgspec.convert(dict(fixed), type=kind)
    except (msgspec.ValidationError, ActionError) as wrong:
        raise Wrong(way, f"{kind.name} cannot take these arguments: {wrong}.") from wrong


def _needed(kind: type[Action]) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(kind) if field.required)
