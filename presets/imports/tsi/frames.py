"""The frames of a Traktor mapping: four letters, a length, a content that may be frames again; all big-endian."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from msgspec import Struct

from sfa_live.errors import PresetError

#: What is said of everything that does not add up.
BROKEN = "The file is damaged: the mapping in it ends too early, or does not add up."


class Frame(Struct, frozen=True):
    """One frame."""

    id: bytes
    content: bytes


class Fields:
    """The plain values of a frame, read one after another. Raises `PresetError` where a needed one is missing."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def number(self) -> int:
        """A whole number, below zero too."""
        return int(struct.unpack(">i", self.raw())[0])

    def real(self) -> float:
        """A number with a fraction."""
        return float(struct.unpack(">f", self.raw())[0])

    def raw(self, size: int = 4) -> bytes:
        """So many bytes."""
        found = self._content[self._at : self._at + size]
        if size < 0 or len(found) < size:
            raise PresetError(BROKEN)
        self._at += size
        return found

    def text(self) -> str:
        """A text, behind the count of its characters."""
        return self.raw(2 * self.number()).decode("utf-16-be", "replace")

    def rest(self) -> bytes:
        """Everything behind."""
        return self._content[self._at :]

    @property
    def ended(self) -> bool:
        """Nothing is left: later versions of Traktor write more than earlier ones."""
        return self._at >= len(self._content)


def frames(content: bytes) -> Iterator[Frame]:
    """The frames in a list, whether it begins with their count or not."""
    at = 0 if _is_id(content[:4]) else 4
    while at < len(content):
        head = content[at : at + 8]
        if len(head) < 8:
            raise PresetError(BROKEN)
        size = int.from_bytes(head[4:], "big")
        if at + 8 + size > len(content):
            raise PresetError(BROKEN)
        yield Frame(head[:4], content[at + 8 : at + 8 + size])
        at += 8 + size


def _is_id(letters: bytes) -> bool:
    return len(letters) == 4 and letters.isalnum() and letters.isupper()
