"""Native Instruments' stem files: an MP4 with the mix and four stems as five streams, and their names in one atom."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from msgspec import Struct

from workers.steps._audio.stem_files import usual_name

#: Streams in such a file: the mix, then the stems.
STREAMS: Final = 5
#: What the stems are called where the file does not say.
_DEFAULT_NAMES: Final = ("drums", "bass", "other", "vocals")
#: The names take some hundred bytes; more is not believed.
_ATOM_LIMIT: Final = 1 << 20


class _Stem(Struct, frozen=True):
    name: str = ""


class _StemAtom(Struct, frozen=True):
    stems: tuple[_Stem, ...] = ()


def stem_names(path: Path) -> tuple[str, ...]:
    """The four stems' names in the streams' order."""
    with path.open("rb") as file:
        body = _find(file, 0, os.fstat(file.fileno()).st_size, (b"moov", b"udta", b"stem"))
    try:
        told = msgspec.json.decode(body or b"{}", type=_StemAtom).stems
    except msgspec.MsgspecError:
        # Some writers leave a broken atom; the order is a convention that holds without it.
        told = ()
    if len(told) != STREAMS - 1 or not all(stem.name.strip() for stem in told):
        return _DEFAULT_NAMES
    names: list[str] = []
    for stem in told:
        names.append(usual_name(stem.name, taken=set(names)))
    return tuple(names)


def _find(file: BinaryIO, start: int, end: int, path: tuple[bytes, ...]) -> bytes | None:
    """The content of the atom that ``path`` leads to, within the bytes from ``start`` to ``end``."""
    position = start
    while position + 8 <= end:
        file.seek(position)
        length, name = struct.unpack(">I4s", file.read(8))
        head = 8
        if length == 1:
            length, head = struct.unpack(">Q", file.read(8).ljust(8, b"\0"))[0], 16
        stop = end if length == 0 else position + length
        if stop > end or stop < position + head:
            return None
        if name == path[0]:
            if len(path) == 1:
                file.seek(position + head)
                return file.read(min(stop - position - head, _ATOM_LIMIT))
            # A box may stand twice, once for each program that wrote into the file.
            found = _find(file, position + head, stop, path[1:])
            if found is not None:
                return found
        position = stop
    return None
