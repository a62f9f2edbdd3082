"""MIDI: controllers play the show, and their lamps show what it is. Knows the vocabulary and the presets only."""

from midi.backends import BackendOpener
from midi.devices.settings import AllSettings
from midi.monitor import MonitorLine
from midi.rig import MidiRig
from midi.surface import MidiOrigin

__all__ = ["AllSettings", "BackendOpener", "MidiOrigin", "MidiRig", "MonitorLine"]
