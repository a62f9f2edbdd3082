"""What a file says about itself: title, artist, album."""

from __future__ import annotations

import logging
import unicodedata
from pathlib import Path
from typing import Any, Final

import mutagen
from msgspec import Struct

log = logging.getLogger("sfa_live.steps")

_LONGEST: Final = 200


class Tags(Struct, frozen=True):
    """What is known of a song before anybody listens to it."""

    title: str | None = None
    artist: str | None = None
    album: str | None = None


def read_tags(path: Path) -> Tags:
    """The tags in the file; empty where there are none or they cannot be read."""
    try:
        with path.open("rb") as file:
            found = mutagen.File(file, easy=True)
    except Exception as wrong:  # noqa: BLE001 - a tag reader that stumbles must never cost the song
        log.warning("The tags cannot be read: %r", wrong)
        return Tags()
    if found is None or not found.tags:
        return Tags()
    return Tags(*(_first(found, name) for name in Tags.__struct_fields__))


def clean(text: str) -> str:
    """Text as one line that shows as it is: no control or direction-changing characters, not too long."""
    visible = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return " ".join(visible.split())[:_LONGEST]


def title_from(filename: str) -> Tags:
    """A title from a file's name, and the artist where the name is ``Artist - Title``."""
    bare = clean(Path(filename).name.rsplit(".", 1)[0].removesuffix(".stem").replace("_", " ")) or "Untitled"
    parts = [part.strip() for part in bare.split(" - ")]
    if len(parts) == 2 and all(parts):
        return Tags(title=parts[1], artist=parts[0])
    return Tags(title=bare)


def _first(found: Any, name: str) -> str | None:
    values = found.get(name) or []
    return clean(str(values[0])) or None if values else None
