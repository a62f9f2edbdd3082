"""The things on a controller that its mapping knows how to tell what to show, for where its surface is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from midi.feedback.cell import Cell, Messages, places_of
from midi.feedback.digit import digits
from midi.feedback.lamp import Lamp
from midi.feedback.motor import Motor
from midi.feedback.ring import Ring
from midi.feedback.text import Text
from midi.mapping import View, in_force, resolve
from presets import Control, Preset
from presets.values import Echo, Timecode

#: The most views whose cells are remembered.
_REMEMBERED: Final = 64


class Cells:
    """All cells of a mapping, by view."""

    def __init__(self, preset: Preset) -> None:
        self._preset = preset
        self._by_view: dict[View, tuple[Cell, ...]] = {}
        #: What everything is told that nothing stands behind, on any page and in any layer.
        self.dark: dict[object, Messages] = {}
        self._digits = digits() if preset.timecode is Timecode.MCU else ()
        self.dark.update({digit.name: digit.off for digit in self._digits})
        for control in preset.controls:
            self.dark.update({cell.name: cell.off for cell in self._of(control)})

    def at(self, view: View) -> tuple[Cell, ...]:
        """Those that are there in this view, the most urgent first."""
        cells = self._by_view.get(view)
        if cells is None:
            if len(self._by_view) >= _REMEMBERED:
                self._by_view.clear()
            cells = self._by_view[view] = self._build(view)
        return cells

    def _build(self, view: View) -> tuple[Cell, ...]:
        cells: dict[object, Cell] = {digit.name: digit for digit in self._digits}
        for control in in_force(self._preset.controls, self._preset.layers, view):
            there = resolve(control, view)
            if there is not None:
                cells.update({cell.name: cell for cell in self._of(_plain(there))})
        return tuple(sorted(cells.values(), key=lambda cell: cell.rank))

    def _of(self, control: Control) -> Iterator[Cell]:
        preset = self._preset
        if control.lamp is not None:
            button = places_of(control.address) if preset.echo is Echo.RELEASE else ()
            yield Lamp(control, preset.styles[control.lamp], button)
        if control.ring is not None:
            yield Ring(control, preset.rings[control.ring])
        if control.motor:
            yield Motor(control)
        if control.text is not None:
            yield Text(control, preset.texts[control.text])


def _plain(control: Control) -> Control:
    """A macro's lamp shows what its first step is about."""
    if not control.macro:
        return control
    first = control.macro[0]
    return replace(control, action=first.action, args=first.args, asked=first.asked)
