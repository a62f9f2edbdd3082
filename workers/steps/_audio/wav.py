"""Writing float32 WAV files block by block, as long as the disk has room."""

from __future__ import annotations

import struct
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

#: Bytes before the first sample: RIFF, a place kept for RF64's long lengths, fmt, fact, data.
HEADER_BYTES: Final = 12 + 36 + 26 + 12 + 8
_SHORT_LIMIT: Final = 0xFFFF_FFFF
_IEEE_FLOAT: Final = 3


class FloatWav:
    """A float32 WAV file being written; beyond 4 GB it becomes RF64. Not thread-safe.

    Writing goes through the operating system's own file calls, so that a full disk is an `OSError` that says so.
    """

    def __init__(self, path: Path, rate: int, channels: int = 2) -> None:
        self.path = path
        self.rate = rate
        self.channels = channels
        self.frames = 0
        self._file = path.open("wb")
        self._file.write(bytes(HEADER_BYTES))

    def write(self, block: NDArray[np.float32]) -> None:
        """Append ``block``, of shape (frames, channels)."""
        self._file.write(np.ascontiguousarray(block, dtype="<f4").data)
        self.frames += len(block)

    def pad_to(self, frames: int) -> None:
        """Append silence until the file holds ``frames``."""
        missing = frames - self.frames
        while missing > 0:
            step = min(missing, 1 << 16)
            self.write(np.zeros((step, self.channels), np.float32))
            missing -= step

    def close(self) -> None:
        """Write the header and close the file; a file that was not closed has no header and is no WAV."""
        if self._file.closed:
            return
        self._file.seek(0)
        self._file.write(self._header())
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._file.close()

    def _header(self) -> bytes:
        frame_bytes = 4 * self.channels
        data = self.frames * frame_bytes
        riff = HEADER_BYTES - 8 + data
        long = riff > _SHORT_LIMIT
        kept = struct.pack("<4sIQQQI", b"ds64" if long else b"JUNK", 28, riff, data, self.frames, 0)
        layout = (_IEEE_FLOAT, self.channels, self.rate, self.rate * frame_bytes, frame_bytes, 32, 0)
        return b"".join(
            (
                struct.pack("<4sI4s", b"RF64" if long else b"RIFF", min(riff, _SHORT_LIMIT), b"WAVE"),
                kept,
                struct.pack("<4sIHHIIHHH", b"fmt ", 18, *layout),
                struct.pack("<4sII", b"fact", 4, min(self.frames, _SHORT_LIMIT)),
                struct.pack("<4sI", b"data", min(data, _SHORT_LIMIT) if long else data),
            )
        )
