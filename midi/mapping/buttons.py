"""What a button does when it is pressed and let go. Thread: MIDI."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from typing import Any

from msgspec.structs import replace

from midi.mapping.binding import Binding
from midi.mapping.desk import Desk
from midi.mapping.forms import Asks
from midi.mapping.scale import value_at
from presets import Button, Control, Scale
from presets.own import SurfaceLayer
from sfa_live.model.on import is_on

logger = logging.getLogger("sfa_live.midi.in")


class ButtonBinding(Binding, ABC):
    """A button. One press acts once."""

    #: Whether it must hear of its release.
    holds = False

    @abstractmethod
    def press(self, desk: Desk, by: Hashable, velocity: int, at: float) -> None:
        """It is pressed. ``by`` names this button on this channel; ``velocity`` is 1 to 127."""

    def release(self, desk: Desk, by: Hashable, at: float | None) -> None:
        """It is let go."""


class Trigger(ButtonBinding):
    """A button that always does the same."""

    def press(self, desk: Desk, by: Hashable, velocity: int, at: float) -> None:  # noqa: ARG002 - the same, however hard
        """Its action."""
        forms = self.asks.at(desk.view)
        desk.ask(None if forms is None else forms.asked, at)


class Toggle(ButtonBinding):
    """A button that flips what it stands for, by saying what it shall be: a lost press flips nothing twice."""

    def press(self, desk: Desk, by: Hashable, velocity: int, at: float) -> None:  # noqa: ARG002 - the same, however hard
        """On when it is off, off when it is on, nothing when it is not there."""
        forms = self.asks.at(desk.view)
        now = None if forms is None else is_on(desk.state, forms.asked)
        if forms is not None and now is not None:
            desk.ask(forms.off if now else forms.on, at)


class Momentary(ButtonBinding):
    """A button that holds something on (or off, when ``on`` says so); let go, and it is as it was before."""

    holds = True

    def press(self, desk: Desk, by: Hashable, velocity: int, at: float) -> None:  # noqa: ARG002 - the same, however hard
        """Hold it, and nothing else any more."""
        forms = self.asks.at(desk.view)
        if forms is not None:
            if desk.holds.is_elsewhere((desk, self, by), forms, desk.state):
                self.release(desk, by, at)
            desk.ask(desk.holds.press((desk, self, by), forms, desk.state), at)

    def release(self, desk: Desk, by: Hashable, at: float | None) -> None:
        """As it was, unless another button holds it too; nothing when it was not held."""
        desk.ask(desk.holds.release((desk, self, by)), at)


class LayerHold(ButtonBinding):
    """A button that opens a layer while it is held."""

    holds = True

    def __init__(self, control: Control, layer: str) -> None:
        super().__init__(control)
        self._layer = layer

    def press(self, desk: Desk, by: Hashable, velocity: int, at: float) -> None:  # noqa: ARG002 - one protocol for all
        """Open it."""
        desk.stage.hold((self, by), self._layer)

    def release(self, desk: Desk, by: Hashable, at: float | None) -> None:  # noqa: ARG002 - one protocol for all
        """It closes, unless another button keeps it open."""
        desk.stage.release((self, by))


class Velocity(ButtonBinding):
    """A button whose action depends on how hard it is hit."""

    def __init__(self, control: Control, scale: Scale) -> None:
        super().__init__(control)
        self._scale = scale

    def press(self, desk: Desk, by: Hashable, velocity: int, at: float) -> None:  # noqa: ARG002 - one protocol for all
        """Its action with the value of that velocity."""
        forms = self.asks.at(desk.view)
        if forms is not None:
            value: dict[str, Any] = {self._scale.argument: value_at(self._scale, velocity)}
            desk.ask(replace(forms.asked, **value), at)


class Macro(ButtonBinding):
    """A button that does several things, in order. One that is refused is logged, and the rest is done."""

    def __init__(self, control: Control) -> None:
        super().__init__(control)
        self._steps = tuple(Asks(step, {}) for step in control.macro)

    def press(self, desk: Desk, by: Hashable, velocity: int, at: float) -> None:  # noqa: ARG002 - the same, however hard
        """All of its actions."""
        for step in self._steps:
            forms = step.at(desk.view)
            if forms is None:
                logger.info("%s: there is no such number in this bank for %s", desk.port_id, self.control.address)
            else:
                desk.ask(forms.asked, at)


def button(control: Control) -> ButtonBinding:
    """A button's binding."""
    if control.macro:
        return Macro(control)
    if control.scale is not None:
        return Velocity(control, control.scale)
    if isinstance(control.asked, SurfaceLayer):
        # The surface itself flips a layer that it is not told to open or close.
        is_held = control.button is Button.MOMENTARY
        return LayerHold(control, control.asked.layer) if is_held else Trigger(control)
    kinds: dict[Button, Callable[[Control], ButtonBinding]] = {
        Button.TRIGGER: Trigger,
        Button.TOGGLE: Toggle,
        Button.MOMENTARY: Momentary,
    }
    return kinds[control.button](control)
