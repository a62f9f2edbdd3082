"""Mappings that were made elsewhere, taken in as far as they can be, with a report of what became of each.

The original system's own, Traktor's ``.tsi``, TouchOSC's layouts. Pure functions: bytes in, preset files' text out.
"""

from presets.imports.original import import_original
from presets.imports.recognise import read_foreign
from presets.imports.touchosc import import_touchosc
from presets.imports.tsi import import_tsi
from presets.imports.values import Fate, Imported, ImportedPreset, Line

__all__ = [
    "Fate",
    "Imported",
    "ImportedPreset",
    "Line",
    "import_original",
    "import_touchosc",
    "import_tsi",
    "read_foreign",
]
