"""``sfa-live presets convert``: mappings that were made elsewhere become presets."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from presets.imports import Imported, read_foreign
from presets.imports.draft import free_name
from sfa_live.commands import settings_from
from sfa_live.errors import StoreError, UsageError


def run(options: argparse.Namespace) -> int:
    """Write the presets of a foreign file and tell what became of everything in it; 1 when nothing could be used."""
    file: Path = options.file
    folder: Path = options.out or settings_from(options).data / "presets"
    try:
        data = file.read_bytes()
    except OSError as wrong:
        raise UsageError(f"{file} cannot be read: {wrong.strerror}.") from wrong
    imported = read_foreign(file.name, data)
    for line in imported.report:
        print(f"  {line}")
    fates = Counter(line.fate for line in imported.report)
    print(f"{file.name}, {imported.kind}: {', '.join(f'{count} {fate}' for fate, count in fates.items()) or 'empty'}.")
    for path in _write(imported, folder):
        print(f"Written: {path}")
    return 0 if imported.presets else 1


def _write(imported: Imported, folder: Path) -> list[Path]:
    """Every preset in a file of its own; a file that is there already stays."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for preset in imported.presets:
            name = free_name(preset.file, {path.stem for path in folder.glob("*.toml")})
            path = folder / f"{name}.toml"
            with path.open("x", encoding="utf-8") as file:
                file.write(preset.text)
            written.append(path)
    except OSError as wrong:
        raise StoreError(f"Nothing can be written into {folder}: {wrong.strerror}.") from wrong
    return written
