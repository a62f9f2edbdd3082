"""The things on a controller that its mapping knows how to tell what to show."""

from __future__ import annotations

from midi.feedback.cell import Cell
from midi.feedback.lamp import Lamp
from presets import Preset


def cells_of(preset: Preset) -> tuple[Cell, ...]:
    """All of them, the most urgent first."""
    cells: list[Cell] = [
        Lamp(control, preset.styles[control.lamp], ()) for control in preset.controls if control.lamp is not None
    ]
    return tuple(sorted(cells, key=lambda cell: cell.rank))
