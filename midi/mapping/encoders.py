"""What an endless knob does when it is turned. Thread: MIDI."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Final, get_args

from msgspec import Meta
from msgspec.structs import replace

from midi.curves import TOP
from midi.mapping.binding import Binding
from midi.mapping.desk import Desk
from midi.mapping.scale import SAME, place_of, value_at
from presets import Control, Scale, Turn
from presets.kinds import hints_of
from sfa_live.model.value import value_of

#: Clicks a second from which an accelerated knob goes further, and how many times as far at most.
_SLOW: Final = 20.0
_FURTHEST: Final = 8.0


class Turner(Binding, ABC):
    """An endless knob."""

    def __init__(self, control: Control, turn: Turn) -> None:
        super().__init__(control)
        self._turn = turn
        self._last: float | None = None

    @abstractmethod
    def turn(self, desk: Desk, clicks: int, at: float) -> None:
        """It was turned by so many clicks."""

    def way(self, clicks: int, at: float) -> float:
        """The clicks, and more of them when it is turned fast."""
        last, self._last = self._last, at
        if not self._turn.accelerate or last is None or at <= last:
            return float(clicks)
        return clicks * min(_FURTHEST, max(1.0, abs(clicks) / (at - last) / _SLOW))


class Jog(Turner):
    """One that goes so far from where things are: a jog wheel, a jump, a page."""

    def __init__(self, control: Control, turn: Turn, argument: str) -> None:
        super().__init__(control, turn)
        self._argument = argument
        self._step = turn.step or 1.0
        hint = hints_of(type(control.asked))[argument]
        parts = (hint, *get_args(hint), *(part for inner in get_args(hint) for part in get_args(inner)))
        meta = next(part for part in parts if isinstance(part, Meta))
        self._low, self._high = float(meta.ge or 0.0), float(meta.le or 0.0)
        self._is_whole = int in parts

    def turn(self, desk: Desk, clicks: int, at: float) -> None:
        """Go that far."""
        forms = self.asks.at(desk.view)
        far = min(max(self.way(clicks, at) * self._step, self._low), self._high)
        if forms is not None and far:
            changes: dict[str, Any] = {self._argument: round(far) if self._is_whole else far}
            desk.ask(replace(forms.asked, **changes), at)


class Knob(Turner):
    """One that moves a value from wherever it stands."""

    def __init__(self, control: Control, turn: Turn, scale: Scale) -> None:
        super().__init__(control, turn)
        self._scale = scale
        #: The value that was asked for last, and what it would be exactly: small steps add up below its rounding.
        self._asked: float | None = None
        self._exact = 0.0

    def turn(self, desk: Desk, clicks: int, at: float) -> None:
        """Move it."""
        forms = self.asks.at(desk.view)
        now = None if forms is None else value_of(desk.state, forms.asked)
        if forms is None or now is None:
            return
        way = self.way(clicks, at)
        is_mine = self._asked is not None and abs(now - self._asked) <= SAME
        if self._turn.step is None:
            start = self._exact if is_mine else place_of(self._scale, now)
            self._exact = min(max(start + way, 0.0), float(TOP))
            value = value_at(self._scale, self._exact)
        else:
            start = self._exact if is_mine else now
            low, high = sorted((self._scale.low, self._scale.high))
            step = -self._turn.step if self._scale.invert else self._turn.step
            value = self._exact = min(max(start + way * step, low), high)
        self._asked = value
        changes: dict[str, Any] = {self._scale.argument: value}
        desk.ask(replace(forms.asked, **changes), at)
