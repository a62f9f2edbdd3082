"""What the binds of a file can refer to: its styles, layers and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from presets.lines import Way
from presets.own import SurfaceLayer, SurfacePage
from presets.shape import BindShape
from presets.styles import LampStyle, RingStyle, TextStyle
from presets.tables import Notes
from presets.values import Control, Takeover
from presets.wrong import Wrong, no_such
from sfa_live.model.action import Action


class Around(Struct, frozen=True):
    """What a bind can refer to in its file, and what holds where it says nothing."""

    channel: int | str
    takeover: Takeover
    layers: Sequence[str]
    pages: int
    lamps: Mapping[str, LampStyle]
    rings: Mapping[str, RingStyle]
    texts: Mapping[str, TextStyle]
    #: Styles that are in the file but could not be read: told once, not with every control.
    broken: frozenset[str]


def check_names(bind: BindShape, asked_for: Action, around: Around, way: Way, notes: Notes) -> None:
    """Whatever a bind calls by its name must be in the file."""
    layers = (bind.layer, asked_for.layer if isinstance(asked_for, SurfaceLayer) else None)
    pages = (bind.page, asked_for.page if isinstance(asked_for, SurfacePage) else None)
    for layer in layers:
        if layer is not None and layer not in around.layers:
            hint = f"there is no layer {layer!r}: write layers = [{layer!r}] at the top of the file."
            notes.note(Wrong((*way, "layer"), no_such("layer", layer, around.layers) if around.layers else hint))
    for page in pages:
        if page is not None and page > around.pages:
            notes.note(Wrong((*way, "page"), f"there is no page {page}: the file says pages = {around.pages}."))
    styles = (("lamp", bind.lamp, around.lamps), ("ring", bind.ring, around.rings), ("text", bind.text, around.texts))
    for key, name, known in styles:
        if name is not None and name not in known and name not in around.broken:
            hint = f"there is no {key} style {name!r}: write a table [{key}s.{name}]."
            notes.note(Wrong((*way, key), no_such(f"{key} style", name, known) if known else hint))


def check_numbers(control: Control, around: Around, way: Way, notes: Notes) -> None:
    """Whatever a control shows by must have a number that MIDI has."""
    lamp, ring = around.lamps.get(control.lamp or ""), around.rings.get(control.ring or "")
    text = around.texts.get(control.text or "")
    shows = (
        ("lamp_number", "lamp", lamp and lamp.furthest(control.lamp_number)),
        ("ring", "ring", ring and ring.number_of(control.address.number)),
        ("column", "column of text", text and text.number_of(control.column)),
    )
    for key, what, number in shows:
        if number is not None and number not in range(128):
            notes.note(
                Wrong((*way, key), f"a MIDI number is 0 to 127, but the {what} of {control.address} is {number}.")
            )
