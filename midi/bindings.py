"""What a control does when it is moved: it makes the action, with absolute values, that the show shall apply.

Every action is built once, before the first press: a press only picks one. Thread: MIDI.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from midi.curves import PLACES, from_middle, level, share
from presets import FADERS, Button, Control, Curve
from sfa_live.model.action import Action, parse_action
from sfa_live.model.on import find_stem, is_on
from sfa_live.model.show_state import ShowState

#: What a place stands for, by the curve and how far it reaches.
_CURVES: Final[Mapping[Curve, Callable[[int, float], float]]] = {
    Curve.LEVEL: lambda place, _: level(place),
    Curve.MIDDLE: lambda place, reach: round(from_middle(place) * reach, 4),
    Curve.STEPS: lambda place, reach: float(round(from_middle(place) * reach)),
    Curve.SHARE: lambda place, _: share(place),
}


class Fader:
    """A knob or fader: every place has its action."""

    def __init__(self, control: Control, argument: str) -> None:
        curve = _CURVES[FADERS[control.action].curve]
        places = range(PLACES - 1, -1, -1) if control.invert else range(PLACES)
        self._actions = tuple(
            parse_action(control.action, {**control.args, argument: curve(place, control.range)}) for place in places
        )

    def move(self, place: int) -> Action:
        """The action of a place, 0 to 127."""
        return self._actions[place]


class Trigger:
    """A button that always does the same."""

    def __init__(self, control: Control) -> None:
        self._action = parse_action(control.action, control.args)

    def press(self, _state: ShowState) -> Action | None:
        """Its action."""
        return self._action

    def release(self) -> Action | None:
        """Nothing happens."""
        return None


class Toggle:
    """A button that flips what it stands for, by saying what it shall be: a lost press flips nothing twice."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._on, self._off = _both(control)

    def press(self, state: ShowState) -> Action | None:
        """On when it is off, off when it is on, nothing when it is not there."""
        now = is_on(state, self._control.asked)
        if now is None:
            return None
        return self._off if now else self._on

    def release(self) -> Action | None:
        """Nothing happens."""
        return None


class Momentary:
    """A button that holds something on (or off, when ``on`` says so); let go, and it is as it was before."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._on, self._off = _both(control)
        self._held = self._on if control.args.get("on", True) else self._off
        self._before: bool | None = None

    def press(self, state: ShowState) -> Action | None:
        """Hold it. A second press while held (its release was lost) remembers what was before the first."""
        if self._before is None:
            self._before = is_on(state, self._control.asked)
        return None if self._before is None else self._held

    def release(self) -> Action | None:
        """As it was; nothing when it was not held."""
        before, self._before = self._before, None
        if before is None:
            return None
        return self._on if before else self._off


ButtonBinding = Trigger | Toggle | Momentary
Binding = Fader | ButtonBinding

_BUTTONS: Final[dict[Button, type[Trigger | Toggle | Momentary]]] = {
    Button.TRIGGER: Trigger,
    Button.TOGGLE: Toggle,
    Button.MOMENTARY: Momentary,
}


def bind(control: Control) -> Binding:
    """A control's binding."""
    return Fader(control, control.fader) if control.fader else _BUTTONS[control.button](control)


def _both(control: Control) -> tuple[Action, Action]:
    """The actions that switch it on and off."""
    if control.action == "deck.toggle":
        return parse_action("deck.play", control.args), parse_action("deck.pause", control.args)
    args = {key: value for key, value in control.args.items() if key != "on"}
    return parse_action(control.action, {**args, "on": True}), parse_action(control.action, {**args, "on": False})


def has_target(action: Action, state: ShowState) -> bool:
    """Whether the stem that the action names is on its deck; True for actions that name none."""
    stem = getattr(action, "stem", None)
    if stem is None:
        return True
    return find_stem(state.decks[getattr(action, "deck")], stem) is not None  # noqa: B009 - an action with a stem has a deck
