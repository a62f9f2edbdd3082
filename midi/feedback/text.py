"""A scribble strip: the name of what its fader or button is for."""

from __future__ import annotations

from typing import Any

from midi.devices.hands import Hands, Place
from midi.feedback.cell import Messages, Moment, Rank
from presets import Control, TextStyle
from sfa_live.model.on import find_stem
from sfa_live.model.show_state import ShowState


class Text:
    """The text above one control."""

    def __init__(self, control: Control, style: TextStyle) -> None:
        self._control = control
        self._style = style
        self.rank = Rank.TEXTS
        self.name: object = ("text", style.template, control.column)
        self.places: tuple[Place, ...] = ()
        self.off: Messages = (style.message(control.column, ""),)

    def messages(self, moment: Moment) -> Messages:
        """The name, cut to the width."""
        return (self._style.message(self._control.column, name_of(self._control, moment.state)),)

    def blinks(self, _moment: Moment) -> bool:
        """Never."""
        return False

    def is_in_hand(self, _hands: Hands, _now: float) -> bool:
        """A text can always be told."""
        return False


def name_of(control: Control, state: ShowState) -> str:
    """What a control is for, in a word: its stem, its deck's song, or what it does."""
    deck: Any = getattr(control.asked, "deck", None)
    if deck not in state.decks:
        return control.action.rpartition(".")[2]
    stem = getattr(control.asked, "stem", None)
    if stem is not None:
        return find_stem(state.decks[deck], stem) or ""
    return f"{deck} {state.decks[deck].title or control.action.rpartition('.')[2]}"
