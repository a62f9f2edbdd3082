"""A FLAC file that nobody closed: its length is found out from its last blocks, and written where a player looks.

The blocks are numbered and end with a check sum. Reading them from the end is quick however long the file is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

#: What is looked at, from the end: more than the room kept ahead and a few of the largest blocks.
_LOOK: Final = 2 << 20
#: A block of two channels of 24 bits takes less.
_LARGEST: Final = 1 << 16
#: Where the number of frames is, in the low bits of a number of eight bytes.
_TOTAL_AT: Final = 18
_TOTAL_BITS: Final = 36
_SYNC: Final = b"\xff\xf8"


class _Block(NamedTuple):
    """The head of a block."""

    place: int
    number: int
    frames: int


def flac_is_unclosed(file: BinaryIO) -> bool:
    """Whether it is a FLAC that does not know how long it is."""
    head = file.read(_TOTAL_AT + 8)
    return head[:4] == b"fLaC" and _total_word(head) % (1 << _TOTAL_BITS) == 0


def mend_flac(file: BinaryIO) -> int:
    """Cut off what is no whole block, and write the length; how many frames there are."""
    head = file.read(_TOTAL_AT + 8)
    size = os.fstat(file.fileno()).st_size
    begin = max(_first_block(file), size - _LOOK)
    file.seek(begin)
    data = file.read()
    block = _last_block(data)
    if block is None:
        return 0
    frames, end = block.number * int.from_bytes(head[8:10], "big"), block.place
    if _check16(data[block.place :]) == 0 and data[-3:] != b"\0\0\0":
        frames, end = frames + block.frames, len(data)
    os.ftruncate(file.fileno(), begin + end)
    file.seek(_TOTAL_AT)
    file.write((_total_word(head) | frames).to_bytes(8, "big"))
    file.flush()
    return frames


def _total_word(head: bytes) -> int:
    return int.from_bytes(head[_TOTAL_AT : _TOTAL_AT + 8], "big")


def _first_block(file: BinaryIO) -> int:
    """Where the blocks begin, behind what is told of the file."""
    place, last = 4, False
    while not last:
        file.seek(place)
        head = file.read(4)
        if len(head) < 4:
            break
        last = bool(head[0] & 0x80)
        place += 4 + int.from_bytes(head[1:], "big")
    return place


def _last_block(data: bytes) -> _Block | None:
    """The last block that begins in the data: it follows on a whole one, or is the first of all."""
    later: list[_Block] = []
    for block in _blocks_backwards(data):
        for other in later:
            if other.number == block.number + 1 and _check16(data[block.place : other.place]) == 0:
                return other
        if block.number == 0 and block.place == 0:
            return block
        later = [other for other in later if other.place - block.place < _LARGEST] + [block]
    return None


def _blocks_backwards(data: bytes) -> Iterator[_Block]:
    """Whatever looks like the head of a block, the last first."""
    place = len(data)
    while (place := data.rfind(_SYNC, 0, place)) >= 0:
        block = _head(data, place)
        if block is not None:
            yield block


def _head(data: bytes, place: int) -> _Block | None:
    """The head of a block at a place; None when there is none."""
    head = data[place : place + 16]
    if len(head) < 16:
        return None
    leading = next((bit for bit in range(8) if not head[4] & (0x80 >> bit)), 8)
    length = max(1, leading)
    if leading == 1 or leading > 6:
        return None
    number = head[4] & (0x7F >> leading)
    for byte in head[5 : 4 + length]:
        if byte & 0xC0 != 0x80:
            return None
        number = number << 6 | byte & 0x3F
    kind, at = head[2] >> 4, 4 + length
    if kind in {6, 7}:
        width = kind - 5
        frames = int.from_bytes(head[at : at + width], "big") + 1
        at += width
    else:
        frames = _FRAMES.get(kind, 0)
    at += _RATE_BYTES.get(head[2] & 0xF, 0)
    if frames == 0 or at >= len(head) or _check8(head[:at]) != head[at]:
        return None
    return _Block(place, number, frames)


#: Frames of a block by its kind, where they are not written out.
_FRAMES: Final = {1: 192} | {k: 576 << (k - 2) for k in range(2, 6)} | {k: 256 << (k - 8) for k in range(8, 16)}
#: Bytes in which the rate is written out, by its kind.
_RATE_BYTES: Final = {12: 1, 13: 2, 14: 2}


def _table(width: int, polynomial: int) -> list[int]:
    table = []
    for byte in range(256):
        value = byte << (width - 8)
        for _ in range(8):
            value = (value << 1) ^ (polynomial if value >> (width - 1) else 0)
            value &= (1 << width) - 1
        table.append(value)
    return table


_TABLE_8: Final = _table(8, 0x07)
_TABLE_16: Final = _table(16, 0x8005)


def _check8(data: bytes) -> int:
    value = 0
    for byte in data:
        value = _TABLE_8[value ^ byte]
    return value


def _check16(data: bytes) -> int:
    """0 for a block with its check sum behind it."""
    value = 0
    for byte in data:
        value = _TABLE_16[value >> 8 ^ byte] ^ (value << 8 & 0xFFFF)
    return value
