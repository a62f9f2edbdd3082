"""How the button of a bind works, and what cannot go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from presets.lines import Way
from presets.moves import Move
from presets.own import OWN_ACTIONS, SurfaceLayer
from presets.shape import BindShape
from presets.values import Address, Button, Step, When
from presets.wrong import Wrong
from sfa_live.model.action import ACTIONS, Action, DeckNudge, DeckToggle, LoopRoll

#: The original's words for what is called otherwise here.
_ALIASES: Final = {"hold": "momentary"}
#: What is on only as long as a hand is on it.
_HELD: Final = (DeckNudge, LoopRoll, SurfaceLayer)
#: What a motor can be sent.
_MOTORS: Final = ("cc", "cc14", "bend")


def button_of(
    bind: BindShape, address: Address, kind: type[Action], args: Mapping[str, Any], *, move: Move, way: Way
) -> Button:
    """How it works: as the bind says, or as its action is used."""
    is_held = kind in _HELD and "on" not in args and bind.velocity is None and address.kind != "program"
    flips = "on" not in args and ("on" in kind.__struct_fields__ or kind is DeckToggle)
    if bind.button is None:
        if bind.velocity is not None:
            return Button.TRIGGER
        return Button.MOMENTARY if is_held else Button.TOGGLE if flips and kind not in _HELD else Button.TRIGGER
    way = (*way, "button")
    word = Button(_ALIASES.get(bind.button, bind.button))
    if move.scale is not None or move.turn is not None:
        raise Wrong(way, "a fader is no button: leave 'button' out.")
    if word is Button.MOMENTARY and not kind.momentary:
        names = ", ".join(name for name, each in {**ACTIONS, **OWN_ACTIONS}.items() if each.momentary)
        raise Wrong(way, f"{_name(kind)} cannot be held. These can: {names}.")
    if word is Button.MOMENTARY and address.kind == "program":
        raise Wrong(way, "a program change is never let go: it cannot hold anything.")
    if word is Button.TOGGLE and not (flips and (kind not in _HELD or kind is SurfaceLayer)):
        raise Wrong(way, f"{_name(kind)} has nothing to flip here: leave 'button' out.")
    return word


def _name(kind: type[Action]) -> str:
    """What it is called; a macro has no name of its own."""
    return "a macro" if kind is Action else kind.name


def _instead(step: Step) -> str:
    """What to write for an action that is held although nobody said so."""
    return ": write on = true or on = false" if isinstance(step.asked, _HELD) else ""


def check_buttons(bind: BindShape, address: Address, move: Move, step: Step, *, button: Button, way: Way) -> None:
    """What a bind says must fit the kind of control that it is for. ``button``: how it works, said or not."""
    moved = (move.scale is not None or move.turn is not None) and bind.velocity is None
    if moved and bind.when is not When.PRESS:
        raise Wrong((*way, "when"), "a fader or knob is not pressed: leave 'when' out.")
    if moved and bind.wait:
        raise Wrong((*way, "wait"), "a fader or knob is not pressed: leave 'wait' out.")
    if bind.wait and bind.when is not When.PRESS:
        raise Wrong((*way, "wait"), "only a plain press can wait.")
    if bind.wait and button is Button.MOMENTARY:
        raise Wrong((*way, "wait"), "what is held cannot wait: it acts at once.")
    if bind.when is When.RELEASE and button is Button.MOMENTARY:
        raise Wrong((*way, "when"), f"what acts on release cannot be held{_instead(step)}.")
    if address.kind == "program" and bind.when not in (When.PRESS, When.DOUBLE):
        raise Wrong((*way, "when"), "a program change is never let go.")
    if bind.only is not None and "deck" not in step.args:
        raise Wrong((*way, "only"), "only = … looks at the bind's deck, and this bind has none.")
    is_place = move.scale is not None and move.turn is None and bind.velocity is None
    if bind.motor and not (is_place and address.kind in _MOTORS):
        raise Wrong((*way, "motor"), "only a fader that sends cc, cc14 or bend has a motor.")
    if bind.takeover is not None and moved and not is_place:
        raise Wrong((*way, "takeover"), "takeover is for faders and knobs that have a place; this control has none.")
    if bind.ring is not None and move.scale is None:
        raise Wrong((*way, "ring"), "a ring shows a value, and this control moves none.")
