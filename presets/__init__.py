"""Controller mappings: what every knob, pad and lamp of a controller does, as TOML files anyone can write.

The shipped files lie in ``presets/controllers``; ``docs/controllers.md`` says how to write one.
"""

from presets.faders import FADERS, Curve
from presets.folder import Listed, PresetFolder
from presets.match import assign
from presets.shelf import SHIPPED, Shelf, all_presets, load_preset
from presets.values import FORMAT, Button, Control, LampStyle, Match, Preset, Role, Send

__all__ = [
    "FADERS",
    "FORMAT",
    "SHIPPED",
    "Button",
    "Control",
    "Curve",
    "LampStyle",
    "Listed",
    "Match",
    "Preset",
    "PresetFolder",
    "Role",
    "Send",
    "Shelf",
    "all_presets",
    "assign",
    "load_preset",
]
