"""What a song is made of, as one short word."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sfa_live.errors import IntakeError


def content_key(place: Path) -> str:
    """``sha256:…`` of a file, or of a folder's files with their names; `IntakeError` when there is nothing in it.

    Reads all of it: call it in a thread.
    """
    if place.is_dir():
        files = sorted(file for file in place.rglob("*") if file.is_file())
        if not files:
            raise IntakeError("The folder is empty: put the stems of one song into it.")
        listing = "".join(f"{file.relative_to(place)}\0{_digest(file)}\n" for file in files)
        return f"sha256:{hashlib.sha256(listing.encode()).hexdigest()}"
    if place.stat().st_size == 0:
        raise IntakeError("The file is empty. Export or download the song again.")
    return f"sha256:{_digest(place)}"


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
