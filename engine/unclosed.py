"""Recordings that nobody closed, because the machine died: made into whole files of what they hold."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO

from engine.sound_file import FRAME_BYTES, RESERVE
from engine.unclosed_flac import flac_is_unclosed, mend_flac


def is_unclosed(path: Path) -> bool:
    """Whether a recording's file was begun and never ended. Raises `OSError`."""
    with path.open("rb") as file:
        return flac_is_unclosed(file) if path.suffix == ".flac" else _Wav(file).unclosed


def mend(path: Path) -> int:
    """End a file that is unclosed; how many frames it holds. It holds none when there is nothing to find in it.

    Raises `OSError`. Nothing that was recorded is taken away but a block of FLAC that is not whole.
    """
    with path.open("r+b") as file:
        frames = mend_flac(file) if path.suffix == ".flac" else _Wav(file).mend()
        os.fsync(file.fileno())
    return frames


class _Wav:
    """A WAV file as libsndfile begins it: its sizes are written when it is closed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = os.fstat(file.fileno()).st_size
        self._places: dict[bytes, int] = {}
        self.unclosed = False
        if file.read(12)[8:] != b"WAVE":
            return
        while len(head := file.read(8)) == 8:
            name, size = head[:4], struct.unpack("<I", head[4:])[0]
            self._places[name] = file.tell()
            if name == b"data":
                self.unclosed = size == 0 and self._size > file.tell()
                return
            file.seek(size + size % 2, os.SEEK_CUR)

    def mend(self) -> int:
        begin = self._places[b"data"]
        frames = (self._size - begin - self._unused()) // FRAME_BYTES
        end = begin + frames * FRAME_BYTES
        os.ftruncate(self._file.fileno(), end)
        self._set(4, end - 8)
        self._set(begin - 4, end - begin)
        if b"fact" in self._places:
            self._set(self._places[b"fact"], frames)
        self._file.flush()
        return frames

    def _unused(self) -> int:
        """Bytes of room that was never written to: where a file is as long as its room, they are its end."""
        begin = max(self._places[b"data"], self._size - RESERVE)
        self._file.seek(begin)
        last = self._file.read()
        unused = len(last) - len(last.rstrip(b"\0"))
        return unused // FRAME_BYTES * FRAME_BYTES

    def _set(self, place: int, value: int) -> None:
        self._file.seek(place)
        self._file.write(struct.pack("<I", value))
