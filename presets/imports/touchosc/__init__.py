"""TouchOSC's layouts, old (``.touchosc``) and new (``.tosc``).

A layout only says what it sends, not what that is for. What a control means is taken from its OSC address, from its
name, or from the messages of the original system's own layout.
"""

from presets.imports.touchosc.convert import import_touchosc

__all__ = ["import_touchosc"]
