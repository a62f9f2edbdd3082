"""The recordings of the show: files in one folder, known by their names alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

#: What a recording's name ends with; anything else in the folder is none.
_SUFFIXES: Final = (".flac", ".wav")


class Recording(Struct, frozen=True):
    """One recording."""

    name: str
    #: Bytes; a recording that runs still grows.
    size: int
    #: When it was last written to.
    at: datetime


def list_recordings(folder: Path) -> tuple[Recording, ...]:
    """All recordings, the newest first. Blocks."""
    found = []
    for path in _files(folder):
        status = path.stat()
        found.append(Recording(path.name, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC)))
    return tuple(sorted(found, key=lambda one: (one.at, one.name), reverse=True))


def find_recording(folder: Path, name: str) -> Path | None:
    """The file of that name; None when there is none. Names are compared, never joined to a path. Blocks."""
    return next((path for path in _files(folder) if path.name == name), None)


def _files(folder: Path) -> list[Path]:
    """The files themselves: a link could lead anywhere."""
    if not folder.is_dir():
        return []
    return [
        path
        for path in folder.iterdir()
        if path.suffix in _SUFFIXES and not path.name.startswith(".") and not path.is_symlink() and path.is_file()
    ]
