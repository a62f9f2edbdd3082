"""What every bind of a control has: where and when it holds, and what it asks for. Thread: MIDI."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from midi.mapping.desk import Desk
from midi.mapping.forms import Asks
from midi.mapping.view import is_in
from presets import Address, Control, Only
from sfa_live.model.show_state import DeckState

_CONDITIONS: Mapping[Only, Callable[[DeckState], bool]] = {
    Only.STOPPED: lambda deck: not deck.playing,
    Only.PLAYING: lambda deck: deck.playing,
    Only.LOADED: lambda deck: deck.track_id is not None,
    Only.EMPTY: lambda deck: deck.track_id is None,
}


class Binding:
    """One bind of one control."""

    def __init__(self, control: Control) -> None:
        self.control = control
        given = {}
        argument = control.scale.argument if control.scale else control.turn.argument if control.turn else None
        if argument is not None:
            given[argument] = getattr(control.asked, argument)
        self.asks = Asks(control, given)
        self._always = (control.layer, control.page, control.beside, control.only) == (None, None, None, None)
        self._deck = next((args["deck"] for args in _all_args(control) if "deck" in args), None)

    def is_there(self, desk: Desk, is_down: Callable[[Address], bool]) -> bool:
        """Whether it holds now: its layer, its page, its other button, its deck."""
        if self._always:
            return True
        control = self.control
        if not is_in(control, desk.view) or (control.beside is not None and not is_down(control.beside)):
            return False
        if control.only is None:
            return True
        return _CONDITIONS[control.only](desk.state.decks[desk.view.deck(self._deck)])


def _all_args(control: Control) -> list[Mapping[str, object]]:
    return [control.args, *(step.args for step in control.macro)]
