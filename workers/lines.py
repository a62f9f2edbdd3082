"""Lines out of a pipe, however they come in."""

from __future__ import annotations

from collections.abc import Iterator


class Lines:
    """Cuts a stream of bytes into lines; one that is longer than the limit (bytes) is dropped as a whole."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._tail = b""
        self._dropping = False
        #: How many lines were too long.
        self.dropped = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The lines that are whole now, without their ends."""
        *whole, tail = (self._tail + data).split(b"\n")
        for line in whole:
            if self._dropping or len(line) > self._limit:
                self.dropped += 1
                self._dropping = False
            else:
                yield line
        self._dropping = self._dropping or len(tail) > self._limit
        self._tail = b"" if self._dropping else tail
