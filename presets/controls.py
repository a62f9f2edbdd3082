"""The ``[[bind]]`` tables of a mapping file, spelled out into one `Control` per knob, fader or button."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from presets.faders import FADERS, Fader
from presets.lines import Way, line_of
from presets.values import Button, Control, LampStyle
from presets.wrong import Wrong, no_such
from sfa_live.errors import ActionError
from sfa_live.model.action import (
    ACTIONS,
    DECKS,
    Action,
    DeckNudge,
    DeckToggle,
    LoopRoll,
    action_kind,
    parse_action,
)

#: The control's own settings; every other key of a bind is an argument of its action.
_OWN: Final = ("note", "cc", "channel", "action", "button", "range", "invert", "lamp", "lamp_number")
#: The original's words for what is called otherwise here.
_BUTTON_ALIASES: Final = {"hold": "momentary"}
_DECK_ALIASES: Final = dict(enumerate(DECKS, start=1))
#: In a bind ``channel`` is the control's own, so the argument of that name has another.
_RENAMED: Final = {"through": "channel"}
#: What is on only as long as a hand is on it.
_HELD: Final = (DeckNudge, LoopRoll)
_RUN: Final = re.compile(r"(\d+)\s*\.\.\s*(\d+)")


def read_controls(
    binds: Sequence[dict[str, Any]],
    channel: int | str,
    styles: Mapping[str, LampStyle],
    lines: dict[Way, int],
) -> tuple[Control, ...]:
    """All controls of a file; no two may be the same knob."""
    controls: list[Control] = []
    taken: dict[tuple[str, int, int], int] = {}
    for number, table in enumerate(binds):
        way: Way = ("bind", number)
        for row in _rows({"channel": channel, **table}, way):
            control = _control(row, way, styles, line_of(lines, way))
            for each in range(16) if control.channel is None else (control.channel,):
                key = (control.kind, each, control.number)
                if key in taken:
                    what = f"{control.kind} {control.number} on channel {each + 1}"
                    raise Wrong((*way, control.kind), f"{what} is bound already, in line {taken[key]}.")
                taken[key] = control.line
            controls.append(control)
    return tuple(controls)


def _rows(table: dict[str, Any], way: Way) -> Iterator[dict[str, Any]]:
    """One bind can stand for a row of controls: its lists and runs ("36..43") are read side by side."""
    spread = {key: _list(value) for key, value in table.items()}
    lengths = {len(value): key for key, value in spread.items() if value is not None}
    if len(lengths) > 1:
        raise Wrong(way, f"the lists of a bind must be of one length, but {_lengths(spread)}.")
    for place in range(next(iter(lengths), 1)):
        yield {key: table[key] if values is None else values[place] for key, values in spread.items()}


def _list(value: object) -> list[Any] | None:
    if isinstance(value, str) and (run := _RUN.fullmatch(value)):
        return list(range(int(run[1]), int(run[2]) + 1))
    return value if isinstance(value, list) else None


def _lengths(spread: Mapping[str, list[Any] | None]) -> str:
    return ", ".join(f"{key} has {len(value)}" for key, value in spread.items() if value is not None)


def _control(row: dict[str, Any], way: Way, styles: Mapping[str, LampStyle], line: int) -> Control:
    kind, number = _where(row, way)
    action = _action(row, way)
    args = {_RENAMED.get(key, key): value for key, value in row.items() if key not in _OWN}
    if args.get("deck") in _DECK_ALIASES:
        args["deck"] = _DECK_ALIASES[args["deck"]]
    fader = FADERS.get(action.name)
    if fader and fader.argument in args:
        fader = None
    if fader and kind != "cc":
        raise Wrong(way, f"{action.name} needs a knob or fader (cc), or a fixed {fader.argument!r} for a button.")
    asked = _asked(action, {**args, **({fader.argument: 0.0} if fader else {})}, way)
    lamp = row.get("lamp")
    if lamp is not None and lamp not in styles:
        raise Wrong((*way, "lamp"), no_such("lamp style", str(lamp), styles))
    return Control(
        kind=kind,
        channel=_channel(row["channel"], way),
        number=number,
        action=action.name,
        args=args,
        asked=asked,
        fader=fader.argument if fader else None,
        button=_button(row, action, args, fader, way),
        range=_range(row, action, fader, way),
        invert=_invert(row, fader, way),
        lamp=lamp,
        lamp_number=_number(row.get("lamp_number", number), (*way, "lamp_number")),
        line=line,
    )


def _where(row: dict[str, Any], way: Way) -> tuple[str, int]:
    kinds = [kind for kind in ("note", "cc") if kind in row]
    if len(kinds) != 1:
        raise Wrong(way, "a bind needs either note = … or cc = …: the control's number.")
    return kinds[0], _number(row[kinds[0]], (*way, kinds[0]))


def _number(value: object, way: Way) -> int:
    if not isinstance(value, int) or value not in range(128):
        raise Wrong(way, f"a MIDI number is 0 to 127, but {way[-1]} is {value!r}.")
    return value


def _channel(value: object, way: Way) -> int | None:
    if value == "any":
        return None
    if not isinstance(value, int) or value not in range(1, 17):
        raise Wrong((*way, "channel"), f"channel must be 1 to 16, or 'any', but it is {value!r}.")
    return value - 1


def _action(row: dict[str, Any], way: Way) -> type[Action]:
    if "action" not in row:
        raise Wrong(way, "a bind needs an action, such as action = 'stem.mute'.")
    try:
        return action_kind(str(row["action"]))
    except ActionError as wrong:
        raise Wrong((*way, "action"), f"t{wrong.message[1:]}") from wrong


def _asked(action: type[Action], args: dict[str, Any], way: Way) -> Action:
    for key in args:
        if key not in action.__struct_fields__:
            raise Wrong((*way, key), no_such(f"setting of {action.name}", key, (*action.__struct_fields__, *_OWN)))
    try:
        return parse_action(action.name, args)
    except ActionError as wrong:
        key = next((key for key in args if f"`$.{key}`" in wrong.message), "action")
        raise Wrong((*way, "deck" if "is no deck" in wrong.message else key), wrong.message) from wrong


def _button(row: dict[str, Any], action: type[Action], args: dict[str, Any], fader: Fader | None, way: Way) -> Button:
    held = action in _HELD
    flips = not held and "on" not in args and ("on" in action.__struct_fields__ or action is DeckToggle)
    given = row.get("button")
    if given is None and held and "on" not in args:
        return Button.MOMENTARY
    if given is None:
        return Button.TOGGLE if flips else Button.TRIGGER
    way = (*way, "button")
    word = _BUTTON_ALIASES.get(given, given)
    if fader:
        raise Wrong(way, "a fader is no button: leave 'button' out.")
    if word not in tuple(Button):
        raise Wrong(way, no_such("kind of button", str(given), Button))
    if word == Button.MOMENTARY and not action.momentary:
        names = ", ".join(name for name, kind in ACTIONS.items() if kind.momentary)
        raise Wrong(way, f"{action.name} cannot be held. These can: {names}.")
    if word == Button.TOGGLE and not flips:
        raise Wrong(way, f"{action.name} has nothing to flip here: leave 'button' out.")
    return Button(word)


def _range(row: dict[str, Any], action: type[Action], fader: Fader | None, way: Way) -> float:
    if "range" not in row:
        return fader.reach if fader else 0.0
    way, value = (*way, "range"), row["range"]
    if fader is None or fader.furthest is None:
        names = ", ".join(name for name, one in FADERS.items() if one.furthest is not None)
        raise Wrong(way, f"only faders of these have a range: {names}.")
    if not isinstance(value, int | float) or not 0 < value <= fader.furthest:
        raise Wrong(way, f"the range of {action.name} must be a number, more than 0 and up to {fader.furthest:g}.")
    return float(value)


def _invert(row: dict[str, Any], fader: Fader | None, way: Way) -> bool:
    value = row.get("invert", False)
    if not isinstance(value, bool) or (value and fader is None):
        raise Wrong((*way, "invert"), "invert is true or false, and for faders only.")
    return value
