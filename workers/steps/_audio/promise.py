"""Whether a file holds as many bytes as its header promises. Decoders play what is there and say nothing."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO, Final

from workers.steps._audio.sniff import Container

#: Programs that write into a pipe cannot know the length and leave one of these.
_UNKNOWN: Final = frozenset({0, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF_FFFF - 36, 0x7FFF_FFFF - 36})
#: An Ogg page is at most this long, in bytes.
_OGG_PAGE: Final = 65_307
_OGG_LAST: Final = 4


def is_cut_short(path: Path, container: Container) -> bool:
    """True when the file ends before its own header or its closing page says that it does."""
    with path.open("rb") as file:
        if container is Container.WAV:
            order = "<" if file.read(4) == b"RIFF" else ">"
            return _samples_missing(file, b"data", order)
        if container is Container.AIFF:
            return _samples_missing(file, b"SSND", ">")
        if container is Container.OGG:
            return _no_last_page(file)
    return False


def _samples_missing(file: BinaryIO, samples: bytes, order: str) -> bool:
    """Walk the chunks behind the 12 bytes that RIFF and FORM begin with."""
    end = os.fstat(file.fileno()).st_size
    position = 12
    while position + 8 <= end:
        file.seek(position)
        name, length = struct.unpack(f"{order}4sI", file.read(8))
        if name == samples:
            return length not in _UNKNOWN and position + 8 + length > end
        position += 8 + length + length % 2
    return True


def _no_last_page(file: BinaryIO) -> bool:
    end = os.fstat(file.fileno()).st_size
    file.seek(max(0, end - _OGG_PAGE - 64))
    tail = file.read()
    page = tail.rfind(b"OggS")
    return page < 0 or len(tail) < page + 6 or not tail[page + 5] & _OGG_LAST
