"""Traktor's ``.tsi`` files: settings as XML, in which the controllers' mappings are one binary block.

The block is no public format. What is read of it was described by Ivan Zlatev (TraktorMappingFileFormat) and goes on
in the cmdr editor; the numbers of the commands are Traktor's own.
"""

from presets.imports.tsi.convert import import_tsi

__all__ = ["import_tsi"]
