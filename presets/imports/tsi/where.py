"""On which deck a Traktor mapping acts, and when."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from presets.imports.draft import Bind
from presets.imports.tsi.commands import MODIFIERS, PLAY, Target
from presets.imports.tsi.values import Device, Mapped
from presets.imports.unlike import Unlike
from sfa_live.model.action import DECKS

#: The stems of a song in Traktor's format, in their usual order.
_STEMS: Final = ("drums", "bass", "other", "vocals")
_OF_DEVICE: Final = -1


def place_of(mapped: Mapped, target: Target, device: Device) -> Bind:
    """The deck (and stem) of a mapping, as a bind names them. Raises `Unlike`."""
    if target is Target.ALL:
        return {}
    if target is Target.DECK:
        return {"deck": deck_of(mapped.target, device)}
    if mapped.target not in range(len(DECKS) * len(_STEMS)):
        raise Unlike("it names no stem.")
    return {"deck": DECKS[mapped.target // len(_STEMS)], "stem": _STEMS[mapped.target % len(_STEMS)]}


def deck_of(target: int, device: Device) -> str:
    """A deck by Traktor's number for it; "focus" is the one that the controller has chosen. Raises `Unlike`."""
    number = device.target - 1 if target == _OF_DEVICE else target
    if target == _OF_DEVICE and device.target == 0:
        return "focus"
    if number not in range(len(DECKS)):
        raise Unlike("it names no deck.")
    return DECKS[number]


def layer_name(modifier: int, value: int) -> str:
    """The layer that stands for a modifier (its command's number) at a value."""
    return f"m{modifier - MODIFIERS.start + 1}-{value}"


def terms_of(mapped: Mapped, deck: str | None, device: Device, opened: Collection[str]) -> tuple[Bind, str]:
    """When a mapping acts, as a bind says it, and what is not quite the same. Raises `Unlike`.

    ``opened`` are the layers that some button of this controller opens.
    """
    terms: Bind = {}
    near = ""
    for condition in mapped.conditions:
        if condition.command in MODIFIERS and condition.value == 0:
            near = "it acts while the modifier is on, too, unless its control does something else then."
        elif condition.command in MODIFIERS:
            layer = layer_name(condition.command, condition.value)
            if layer not in opened:
                raise Unlike("no button of this controller turns the modifier on that it waits for.")
            if "layer" in terms:
                raise Unlike("it waits for two modifiers at once; here a control is in one layer.")
            terms["layer"] = layer
        elif condition.command == PLAY and deck == deck_of(condition.target, device):
            terms["only"] = "playing" if condition.value else "stopped"
        else:
            raise Unlike("it waits for something that no condition here can say.")
    return terms, near
