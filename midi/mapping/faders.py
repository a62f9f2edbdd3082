"""What a knob or fader that has places does when it is moved. Thread: MIDI."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from midi.mapping.binding import Binding
from midi.mapping.desk import Desk
from midi.mapping.scale import place_of, value_at
from midi.mapping.takeover import Catch
from presets import Control, Scale, Takeover
from sfa_live.model.value import value_of


class Fader(Binding):
    """A knob or fader: its place is the value, as far as its takeover lets it."""

    def __init__(self, control: Control, scale: Scale) -> None:
        super().__init__(control)
        self._scale = scale
        self._catch = Catch(control.takeover)
        self._jumps = control.takeover is Takeover.NONE

    def move(self, desk: Desk, before: float | None, place: float, at: float) -> None:
        """It is at this place now, 0 to 127, and was at another before (None: nobody knows)."""
        forms = self.asks.at(desk.view)
        if forms is None:
            return
        if not self._jumps:
            now = value_of(desk.state, forms.asked)
            stands = None if now is None else self._catch.exact(now, place_of(self._scale, now))
            taken = self._catch.place(forms, stands, before, place, at)
            if taken is None:
                return
            place = taken
        value = value_at(self._scale, place)
        self._catch.asked(value, place)
        changes: dict[str, Any] = {self._scale.argument: value}
        desk.ask(replace(forms.asked, **changes), at)
