"""Where a surface is: its page, its open layers, its deck and its bank. Lamps read it to show what a press would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from presets import OWN_ACTIONS, Address, Control, When
from presets.own import SurfaceDeck, SurfaceLayer, SurfacePage
from sfa_live.errors import ActionError
from sfa_live.model.action import ACTIONS, Action, DeckName


class View(Struct, frozen=True):
    """One moment of a surface. A new one is made with every change, so that any thread may read it."""

    #: From 1.
    page: int = 1
    #: The layers that are open, held or latched.
    layers: frozenset[str] = frozenset()
    #: Those of them that are latched: they stay open with no hand on any button.
    latched: frozenset[str] = frozenset()
    #: The deck that "focus" means.
    focus: DeckName = "A"
    #: The deck that "loaded" means: the one on which a song was put last.
    loaded: DeckName = "A"
    #: How much is added to the numbers of rows: of stems, cues, scenes.
    bank: int = 0

    def deck(self, name: Any) -> Any:
        """The deck that a bind means by this name."""
        return self.focus if name == "focus" else self.loaded if name == "loaded" else name


def build(name: str, args: Mapping[str, Any]) -> Action | None:
    """An action of the show or the surface; None when a bank has gone past the last number that it takes."""
    try:
        return msgspec.convert(dict(args), type=OWN_ACTIONS.get(name) or ACTIONS[name])
    except (msgspec.ValidationError, ActionError):
        return None


def at_view(args: Mapping[str, Any], banked: Sequence[str], view: View) -> dict[str, Any]:
    """The arguments with the deck and the numbers that they mean in this view."""
    filled = {**args, **{key: args[key] + view.bank for key in banked}}
    if "deck" in filled:
        filled["deck"] = view.deck(filled["deck"])
    return filled


def resolve(control: Control, view: View) -> Control | None:
    """The control with the deck and the numbers that it means in this view; None when there is nothing there.

    A ring's or fader's ``asked`` keeps whatever value it has: only what it is about is filled in.
    """
    args = at_view(control.args, control.banked, view)
    steps = []
    for step in control.macro:
        step_args = at_view(step.args, step.banked, view)
        asked = build(step.action, step_args)
        if asked is None:
            return None
        steps.append(replace(step, args=step_args, asked=asked, banked=()))
    if steps:
        return replace(control, macro=tuple(steps), asked=steps[0].asked)
    if args == control.args:
        return control
    given = {key: getattr(control.asked, key) for key in control.asked.__struct_fields__ if key not in args}
    asked = build(control.action, {**{key: value for key, value in given.items() if value is not None}, **args})
    return None if asked is None else replace(control, args=args, asked=asked, banked=())


def rank(control: Control, layers: Sequence[str]) -> tuple[bool, int, bool, bool]:
    """Which of several binds of one control wins: the greater. A combination, then the last layer, then the page."""
    layer = -1 if control.layer is None else layers.index(control.layer)
    return control.beside is not None, layer, control.page is not None, control.only is not None


def is_in(control: Control, view: View) -> bool:
    """Whether the control's bind is there in this view."""
    return control.page in (None, view.page) and (control.layer is None or control.layer in view.layers)


def in_force(controls: Iterable[Control], layers: Sequence[str], view: View) -> tuple[Control, ...]:
    """What a plain press or move of every control means in this view: what its lamp and its ring shall show.

    ``layers`` are the preset's. Combinations and conditions are left out: a lamp tells what is there without them.
    """
    chosen: dict[Address, Control] = {}
    for control in controls:
        if control.beside is None and control.only is None and is_in(control, view):
            other = chosen.get(control.address)
            if other is None or _shown(control, layers) > _shown(other, layers):
                chosen[control.address] = control
    return tuple(chosen.values())


def surface_is_on(asked: Action, view: View) -> bool | None:
    """Whether a surface's own action is what the surface is at; None for all others."""
    match asked:
        case SurfaceLayer(layer=layer):
            return layer in view.layers
        case SurfacePage(page=page) if page is not None:
            return page == view.page
        case SurfaceDeck(deck=deck):
            return deck == view.focus
        case _:
            return None


def _shown(control: Control, layers: Sequence[str]) -> tuple[bool, tuple[bool, int, bool, bool]]:
    return control.when is When.PRESS, rank(control, layers)
