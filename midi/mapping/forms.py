"""What a control asks for, on whichever deck and bank its surface is at: built once for each, then only picked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from midi.mapping.view import View, at_view, build
from presets import Control, Step
from presets.values import MOVING_DECKS
from sfa_live.model.action import Action


class Forms:
    """An action in the forms that a button needs. Never changes."""

    __slots__ = ("asked", "off", "on")

    def __init__(self, asked: Action, on: Action | None, off: Action | None) -> None:
        self.asked = asked
        #: What switches it on and off; None where it cannot be switched.
        self.on = on
        self.off = off


class Asks:
    """The forms of one control's (or macro step's) action, by deck and bank: there are no more than those."""

    def __init__(self, of: Control | Step, given: Mapping[str, Any]) -> None:
        self._name = of.action
        self._args = {**given, **of.args}
        self._banked = of.banked
        self._moves_deck = of.action != "macro" and of.args.get("deck") in MOVING_DECKS
        self._built: dict[tuple[Any, int], Forms | None] = {}

    def at(self, view: View) -> Forms | None:
        """Its forms in this view; None when there is no such number in this bank."""
        key = (view.deck(self._args["deck"]) if self._moves_deck else None, view.bank if self._banked else 0)
        if key not in self._built:
            self._built[key] = self._build(view)
        return self._built[key]

    def _build(self, view: View) -> Forms | None:
        args = at_view(self._args, self._banked, view)
        asked = build(self._name, args)
        if asked is None:
            return None
        if self._name == "deck.toggle":
            return Forms(asked, build("deck.play", args), build("deck.pause", args))
        if "on" not in asked.__struct_fields__:
            return Forms(asked, None, None)
        return Forms(asked, build(self._name, {**args, "on": True}), build(self._name, {**args, "on": False}))
