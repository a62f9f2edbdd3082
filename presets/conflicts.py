"""No two binds of a file may be the same control at the same time."""

from __future__ import annotations

from collections.abc import Hashable

from presets.lines import Way
from presets.values import Address, Control
from presets.wrong import Wrong

#: How much higher the fine half of a pair of controllers is.
FINE = 32


class Conflicts:
    """What is bound so far."""

    def __init__(self) -> None:
        self._taken: dict[Hashable, int] = {}
        #: The CCs of pairs and of single controls: one cannot be both, whatever the layer.
        self._pairs: dict[tuple[int, int], int] = {}
        self._singles: dict[tuple[int, int], int] = {}

    def add(self, control: Control, way: Way) -> None:
        """One more control; `Wrong` when it is bound already."""
        address = control.address
        beside = control.beside and (control.beside.kind, control.beside.number, control.beside.channels)
        for channel in address.channels:
            one = Address(address.kind, (channel,), address.number)
            moment = (control.layer, control.page, control.when, control.only, beside)
            key = (address.kind, channel, address.number, *moment)
            if key in self._taken:
                raise Wrong((*way, address.kind), f"{one} is bound already, in line {self._taken[key]}.")
            self._taken[key] = control.line
            self._add_cc(one, control.line, way)

    def _add_cc(self, address: Address, line: int, way: Way) -> None:
        channel = address.channels[0]
        halves = {"cc": (address.number,), "cc14": (address.number, address.number + FINE)}.get(address.kind, ())
        mine, others = (self._singles, self._pairs) if address.kind == "cc" else (self._pairs, self._singles)
        for number in halves:
            if (channel, number) in others:
                half = Address("cc", (channel,), number)
                raise Wrong(
                    (*way, address.kind),
                    f"{half} is bound as {'a pair' if mine is self._singles else 'a control of its own'} already, "
                    f"in line {others[channel, number]}.",
                )
            mine[channel, number] = line
