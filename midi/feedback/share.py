"""How far up a knob or fader would have to stand for the value that the show has."""

from __future__ import annotations

from midi.mapping import place_of
from presets import Control
from sfa_live.model.show_state import ShowState
from sfa_live.model.value import value_of

_TOP = 127.0


def share_of(control: Control, state: ShowState) -> float | None:
    """0 at the bottom, 1 at the top; None when it moves nothing that is there."""
    if control.scale is None:
        return None
    value = value_of(state, control.asked)
    return None if value is None else place_of(control.scale, value) / _TOP
