"""The stem pack: all stems of a song in one file that the engine maps into memory as it stands.

    offset 0     8 bytes   magic ``SFAPACK1``
    offset 8     4 bytes   length of the header, unsigned, little endian
    offset 12              header: JSON, UTF-8, a `PackHeader`
    offset 4096·k          samples: float32, little endian, frame by frame, two channels per stem in the header's order

A pack is a cache: it is made from the stem files, carries nothing that is not in them, and is whole or not there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import msgspec
from msgspec import Meta, Struct

from sfa_live.errors import StoreError

MAGIC: Final = b"SFAPACK1"
#: Samples begin at a multiple of this, in bytes, so that they can be mapped.
ALIGNMENT: Final = 4096
#: A header longer than this, in bytes, is no header.
_HEADER_LIMIT: Final = 65_536


class PackStem(Struct, frozen=True):
    """One stem in a pack."""

    name: str
    #: Largest sample, linear.
    peak: float
    lufs: float | None = None
    preview: bool = False


class PackHeader(Struct, frozen=True):
    """What a pack holds."""

    track_id: str
    #: Samples per second.
    rate: Annotated[int, Meta(ge=8_000, le=384_000)]
    frames: Annotated[int, Meta(ge=1)]
    stems: Annotated[tuple[PackStem, ...], Meta(min_length=1, max_length=8)]
    #: SHA-256 of the samples, in hex.
    checksum: str
    #: Where the samples begin, in bytes.
    data_offset: int

    @property
    def data_bytes(self) -> int:
        """How many bytes the samples take."""
        return self.frames * len(self.stems) * 2 * 4


def pack_name(track_id: str, rate: int) -> str:
    """A pack's file name."""
    return f"{track_id}.{rate}.pack"


def card_name(track_id: str) -> str:
    """The name of the card (`TrackCard`) beside a song's packs."""
    return f"{track_id}.json"


def data_offset(header_bytes: int) -> int:
    """Where the samples begin behind a header of that length, with room for its numbers to grow."""
    return -(-(12 + header_bytes + 256) // ALIGNMENT) * ALIGNMENT


def write_header(file: BinaryIO, header: PackHeader) -> None:
    """Write magic and header at the beginning of the file; the samples are not touched."""
    body = msgspec.json.encode(header)
    if 12 + len(body) > header.data_offset:
        raise StoreError("The pack's header does not fit before its samples.")
    file.seek(0)
    file.write(MAGIC + len(body).to_bytes(4, "little") + body)


def read_header(path: Path) -> PackHeader:
    """A pack's header, checked against the file's size; `StoreError` when the pack is damaged or cut short."""
    try:
        with path.open("rb") as file:
            start = file.read(12)
            length = int.from_bytes(start[8:12], "little")
            if start[:8] != MAGIC or length > _HEADER_LIMIT:
                raise StoreError(f"{path.name} is not a stem pack. Prepare the song again.", code="bad_pack")
            header = msgspec.json.decode(file.read(length), type=PackHeader)
            size = os.fstat(file.fileno()).st_size
    except msgspec.MsgspecError as wrong:
        raise StoreError(f"{path.name} has a damaged header. Prepare the song again.", code="bad_pack") from wrong
    if size < header.data_offset + header.data_bytes:
        raise StoreError(f"{path.name} is cut short. Prepare the song again.", code="bad_pack")
    return header
