"""From a control that is moved to the action that the show shall do: layers, pages, takeover, encoders, holds."""

from midi.mapping.desk import Current, Deliver, MidiOrigin
from midi.mapping.holds import Holds
from midi.mapping.loaded import Loaded
from midi.mapping.scale import place_of, value_at
from midi.mapping.view import View, in_force, resolve, surface_is_on

__all__ = [
    "Current",
    "Deliver",
    "Holds",
    "Loaded",
    "MidiOrigin",
    "View",
    "in_force",
    "place_of",
    "resolve",
    "surface_is_on",
    "value_at",
]
