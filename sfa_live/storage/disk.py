"""What the disk can do for us: sizes, room, and being sure that a file is on it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from sfa_live.errors import StoreError

#: Bytes that stay free in any case, so that the database can go on.
RESERVE: Final = 16 * 1024**2


def require_space(folder: Path, needed: int) -> None:
    """`StoreError` unless the folder's disk has room for that many bytes, and the reserve."""
    free = shutil.disk_usage(folder).free
    if free < needed + RESERVE:
        raise StoreError(
            f"The disk has {in_words(free)} free, this needs about {in_words(needed + RESERVE)}. "
            "Delete songs or free some space, then try again.",
            code="disk_full",
        )


def in_words(size: int) -> str:
    """Bytes as a person reads them: ``1.4 GB``."""
    amount, unit = float(size), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if amount >= 10 or unit == "B" else f"{amount:.1f} {unit}"


def size_of(place: Path) -> int:
    """Bytes of a file, or of all files below a folder; 0 when it is not there."""
    if place.is_dir():
        return sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    return place.stat().st_size if place.exists() else 0


def sync(place: Path) -> None:
    """Return once a file, or a folder with all below it, is on the disk."""
    if place.is_dir():
        for below in place.iterdir():
            sync(below)
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
