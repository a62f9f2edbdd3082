"""Traktor's modifiers: numbers that buttons set and mappings wait for. Here they are layers, one for each value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from presets.imports.draft import Bind
from presets.imports.tsi.commands import MODIFIERS
from presets.imports.tsi.messages import control_of
from presets.imports.tsi.values import Hand, Mapped, Mode
from presets.imports.tsi.where import layer_name
from presets.imports.unlike import Unlike


def opened_layers(mappings: Iterable[Mapped]) -> frozenset[str]:
    """The layers that the buttons of a controller open."""
    return frozenset(layer_name(m.command, m.choice) for m in mappings if _sets(m) and m.choice > 0)


def layer_bind(mapped: Mapped, others: Sequence[Mapped], opened: Iterable[str]) -> Bind | None:
    """What a button for a modifier does; None for the half of a pair that the other half speaks for.

    ``others`` are all modifier mappings of the controller. Raises `Unlike`.
    """
    if not _sets(mapped) or any(c.command != mapped.command for c in mapped.conditions):
        raise Unlike("only a button that sets the modifier to a value, whatever else is on, has a counterpart here.")
    twins = [m for m in others if _same_button(m, mapped) and m is not mapped]
    if mapped.choice == 0 or mapped.mode == Mode.RESET:
        if any(twin.choice > 0 and twin.mode == Mode.DIRECT for twin in twins):
            return None
        return _close(mapped.command, opened)
    bind: Bind = {"action": "surface.layer", "layer": layer_name(mapped.command, mapped.choice)}
    if mapped.mode == Mode.HOLD:
        return bind | {"button": "momentary"}
    if mapped.mode == Mode.TOGGLE or any(twin.choice == 0 for twin in twins):
        return bind | {"button": "toggle"}
    return bind | {"on": True}


def _sets(mapped: Mapped) -> bool:
    button = mapped.command in MODIFIERS and mapped.hand == Hand.BUTTON and not mapped.out and not mapped.invert
    modes = (Mode.HOLD, Mode.DIRECT, Mode.TOGGLE, Mode.RESET)
    return button and mapped.mode in modes and mapped.choice in range(8) and control_of(mapped.message) is not None


def _same_button(one: Mapped, other: Mapped) -> bool:
    return (one.message, one.command, one.mode) == (other.message, other.command, other.mode)


def _close(modifier: int, opened: Iterable[str]) -> Bind:
    prefix = layer_name(modifier, 0)[:-1]
    layers = sorted(layer for layer in opened if layer.startswith(prefix))
    if not layers:
        raise Unlike("no button of this controller turns the modifier on that it turns off.")
    steps = [{"action": "surface.layer", "layer": layer, "on": False} for layer in layers]
    return steps[0] if len(steps) == 1 else {"macro": steps}
