"""Controller mappings: what every knob, pad and lamp of a controller does, as TOML files anyone can write.

The shipped files lie in ``presets/controllers``; ``docs/controllers.md`` says how to write one.
"""

from presets.faders import FADERS, Curve
from presets.folder import Listed, PresetFolder
from presets.match import assign
from presets.own import OWN_ACTIONS
from presets.read import read_preset
from presets.shelf import SHIPPED, Shelf, all_presets, load_preset
from presets.styles import LampStyle, RingStyle, Role, Send, TextStyle
from presets.values import (
    FORMAT,
    Address,
    Button,
    Control,
    Echo,
    Encoder,
    KeepAlive,
    Match,
    Only,
    Preset,
    Scale,
    Step,
    Takeover,
    Timecode,
    Turn,
    When,
)

__all__ = [
    "FADERS",
    "FORMAT",
    "OWN_ACTIONS",
    "SHIPPED",
    "Address",
    "Button",
    "Control",
    "Curve",
    "Echo",
    "Encoder",
    "KeepAlive",
    "LampStyle",
    "Listed",
    "Match",
    "Only",
    "Preset",
    "PresetFolder",
    "RingStyle",
    "Role",
    "Scale",
    "Send",
    "Shelf",
    "Step",
    "Takeover",
    "TextStyle",
    "Timecode",
    "Turn",
    "When",
    "all_presets",
    "assign",
    "load_preset",
    "read_preset",
]
