"""Bytes from strangers, unpacked with a lid on: how large a file may be, and what lies in it.

Whatever is wrong with a file is a `PresetError` of one sentence.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from sfa_live.errors import PresetError

#: The largest file that is looked at, and the most that may come out of it.
MOST_BYTES: Final = 16 << 20
MOST_UNPACKED: Final = 64 << 20


def require_small(data: bytes) -> bytes:
    """The same bytes, when a mapping can be that large."""
    if len(data) > MOST_BYTES:
        raise PresetError(f"The file has {len(data) >> 20} MB; mappings of up to {MOST_BYTES >> 20} MB are read.")
    return data


def is_zip(data: bytes) -> bool:
    """Whether it is an archive."""
    return data[:2] == b"PK"


def is_zlib(data: bytes) -> bool:
    """Whether it is a zlib stream, by its first two bytes."""
    return data[:1] == b"\x78" and len(data) > 1 and int.from_bytes(data[:2], "big") % 31 == 0


def inflate(data: bytes) -> bytes:
    """What a zlib stream holds."""
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, MOST_UNPACKED)
    except zlib.error as wrong:
        raise PresetError("The file cannot be unpacked: it is damaged, or not a TouchOSC layout.") from wrong
    if unpacker.unconsumed_tail:
        raise _too_much()
    if not unpacker.eof:
        raise PresetError("The file cannot be unpacked: its end is missing.")
    return unpacked


def unzip(data: bytes, member: str) -> bytes:
    """One member of a zip archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(member) as file:
            # The size that an archive tells of itself may be a lie.
            unpacked = file.read(MOST_UNPACKED + 1)
    except KeyError as wrong:
        raise PresetError(f"There is no {member} in this archive, so it is no TouchOSC layout.") from wrong
    # All that the library raises for archives that are cut off, locked, or packed in a way that it does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as wrong:
        raise PresetError("The archive cannot be unpacked: it is damaged, or locked with a password.") from wrong
    if len(unpacked) > MOST_UNPACKED:
        raise _too_much()
    return unpacked


def parse_xml(data: bytes) -> Element:
    """The root of an XML document that declares no entities and names no other files."""
    try:
        return fromstring(data)
    except DefusedXmlException as wrong:
        raise PresetError("The file declares entities, which no mapping needs: it is not read.") from wrong
    except (ParseError, ValueError, LookupError) as wrong:
        raise PresetError("The file is damaged: what is in it is not whole XML.") from wrong


def _too_much() -> PresetError:
    return PresetError(f"More than {MOST_UNPACKED >> 20} MB come out of this file: no mapping is that large.")
