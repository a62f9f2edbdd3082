"""What a bind asks for: its action with the arguments that stand beside it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec

from presets.hints import fields_of, hints_of
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
    args: dict[str, Any] = {}
    before = notes.count
    #: What was written otherwise is not missing as well.
    meant: set[str] = set()
    hints = hints_of(kind)
    for key, value in table.items():
        name = RENAMED.get(key, key)
        if key not in arguments_of(kind):
            names = arguments_of(kind)
            near = difflib.get_close_matches(key, names, n=1)
            known = names if near else (*names, *BIND_KEYS)
            meant.update(near)
            notes.note(Wrong((*way, key), no_such(f"setting of {kind.name}", key, known)))
            continue
        with notes.going_on():
            args[name] = _DECK_ALIASES.get(value, value) if name == "deck" and isinstance(value, int) else value
            if name != "deck" or args[name] not in MOVING_DECKS:
                convert(args[name], hints[name], (*way, key))
    for name in kind.__struct_fields__:
        if name in _needed(kind) and name not in {*args, *given, *meant}:
            notes.note(Wrong((*way, "action"), f"{kind.name} needs {name} = …: it takes {in_words(hints[name])}."))
    if notes.count > before:
        return None
    return Step(action=kind.name, args=args, asked=asked(kind, {**given, **args}, way), banked=tuple(banked))


def asked(kind: type[Action], args: Mapping[str, Any], way: Way = ()) -> Action:
    """The action itself; a moving deck is A for now."""
    fixed = {**args, "deck": "A"} if args.get("deck") in MOVING_DECKS and kind.name != "surface.deck" else args
    try:
        return msgspec.convert(dict(fixed), type=kind)
    except (msgspec.ValidationError, ActionError) as wrong:
        raise Wrong(way, f"{kind.name} cannot take these arguments: {wrong}.") from wrong


def _needed(kind: type[Action]) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(kind) if field.required)
