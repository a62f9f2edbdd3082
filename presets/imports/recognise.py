"""Which kind of foreign file something is, by what is in it."""

from __future__ import annotations

from pathlib import PurePath

from presets.imports.original import import_original
from presets.imports.packed import is_zip, is_zlib, require_small
from presets.imports.touchosc import import_touchosc
from presets.imports.tsi import import_tsi
from presets.imports.values import Imported
from sfa_live.errors import PresetError


def read_foreign(name: str, data: bytes) -> Imported:
    """Presets from a foreign file's bytes; ``name`` is the file's, for what it is called. Raises `PresetError`."""
    require_small(data)
    stem = PurePath(name).stem or "Imported"
    if not data.strip():
        raise PresetError("The file is empty.")
    if is_zip(data) or is_zlib(data):
        return import_touchosc(data, stem)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] == b"<":
        return import_tsi(data) if b"<NIXML" in head else import_touchosc(data, stem)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise PresetError(
            "This is none of the files that can be taken in: the original system's mappings (JSON or CSV), Traktor's "
            ".tsi, TouchOSC's .touchosc and .tosc."
        ) from wrong
    return import_original(text)
