"""Traktor's lamps: a mapping out tells a lamp what a command stands at. Here the button that does it has that lamp."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from presets.imports.draft import Bind, Draft
from presets.imports.toml_text import Table
from presets.imports.tsi.commands import COMMANDS, HOT_CUE, HOT_CUE_TYPES, Kind, family
from presets.imports.tsi.messages import control_of
from presets.imports.tsi.values import Mapped

#: What a lamp shows: a command, its target, and the value for those that choose.
_Thing = tuple[int, int, int]


class Lit(Struct, frozen=True):
    """A lamp that shows what a button stands for."""

    what: str
    #: The lamp's part of the button's bind.
    bind: Bind
    #: The table of its style, which the bind names.
    style: Table


class Lamps:
    """The lamps of a controller that wait for a button whose state they show."""

    def __init__(self, mappings: Iterable[Mapped]) -> None:
        self._waiting: dict[_Thing, Mapped] = {}
        self._doubled: list[Mapped] = []
        for mapped in mappings:
            if self._waiting.setdefault(_shows(mapped), mapped) is not mapped:
                self._doubled.append(mapped)

    def take(self, mapped: Mapped) -> Lit | None:
        """The lamp that shows what this mapping does; nobody else gets it any more."""
        lamp = self._waiting.get(_does(mapped))
        control = control_of(lamp.message) if lamp is not None else None
        send = next((kind for kind in ("note", "cc") if kind in control), None) if control is not None else None
        if lamp is None or control is None or send is None or not _two_values(lamp):
            return None
        del self._waiting[_does(mapped)]
        return Lit(
            _what(lamp),
            {"lamp": f"{send}-{control['channel']}-{lamp.off}-{lamp.lit}", "lamp_number": control[send]},
            {"send": send, "channel": control["channel"], "lit": lamp.lit, "off": lamp.off},
        )

    def tell(self, draft: Draft) -> None:
        """What is left."""
        for lamp in self._waiting.values():
            draft.leave_out(_what(lamp), "no button that was taken over does this, so there is nothing to show.")
        for lamp in self._doubled:
            draft.leave_out(_what(lamp), "another lamp shows the same; a button has one lamp here.")


def _shows(lamp: Mapped) -> _Thing:
    if lamp.command in HOT_CUE_TYPES:
        return HOT_CUE, lamp.target, HOT_CUE_TYPES.index(lamp.command)
    command = COMMANDS.get(lamp.command)
    return lamp.command, lamp.target, lamp.shown if command is not None and command.kind is Kind.CHOICE else 0


def _does(mapped: Mapped) -> _Thing:
    command = COMMANDS.get(mapped.command)
    chooses = command is not None and command.kind is Kind.CHOICE
    return mapped.command, mapped.target, mapped.choice if chooses else 0


def _two_values(lamp: Mapped) -> bool:
    return lamp.off in range(128) and lamp.lit in range(128) and lamp.off != lamp.lit


def _what(lamp: Mapped) -> str:
    command = COMMANDS.get(lamp.command)
    return f"lamp {lamp.message}, {command.name if command else family(lamp.command)[0]}"
