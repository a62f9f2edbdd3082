"""A file that sound is recorded into, and that is whole whatever becomes of the disk."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile

from engine.reserve import reserve

#: Bytes on the disk that are kept ready ahead, so that there is always room to end the file.
_AHEAD: Final = 1 << 20
#: Bytes that ending a file may take, and what the frames in hand may take beyond their own size.
_SLACK: Final = 1 << 17
#: Bytes of room that a file has behind what is written, at most.
RESERVE: Final = _AHEAD + _SLACK
#: Bytes that a frame takes at most; in a WAV it takes as many.
FRAME_BYTES: Final = 8
#: The most that the sizes in a WAV file's header can tell.
_WAV_BYTES: Final = (1 << 32) - _SLACK


class Format(Enum):
    """What a recording is written as."""

    #: 24 bit, about half the size; what is above full scale is cut off.
    FLAC = "flac"
    #: 32-bit float: the very numbers. Three hours at 48 kHz are the most that fit into a file.
    WAV = "wav"


class FileGoneError(Exception):
    """Somebody has deleted the file."""


class FileTooLongError(Exception):
    """No more frames fit into a file of this format."""


class SoundFile:
    """One stereo file that grows. Raises `OSError` when it cannot be made or the disk is full. Thread: the writer's."""

    def __init__(self, path: Path, rate: int, form: Format) -> None:
        """Make the file; one that is there already is never written over."""
        self.path = path
        self._wav = form is Format.WAV
        self._number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        #: Bytes that the file takes at most by now, and bytes that the disk has ready for it.
        self._most = self._ready = 0
        try:
            self._reserve(0)
            subtype = "FLOAT" if self._wav else "PCM_24"
            self._file = soundfile.SoundFile(
                self._number, "w", rate, 2, subtype, format=form.value.upper(), closefd=False
            )
        except BaseException:
            os.close(self._number)
            path.unlink(missing_ok=True)
            raise

    def prepare(self, frames: int) -> None:
        """Make sure that so many frames can be written.

        Raises `OSError` when the disk is full or broken, `FileGoneError`, `FileTooLongError`.
        """
        if os.fstat(self._number).st_nlink == 0:
            raise FileGoneError(f"{self.path} was deleted.")
        size = frames * FRAME_BYTES
        if self._wav and self._most + size > _WAV_BYTES and self._position() + size > _WAV_BYTES:
            raise FileTooLongError(f"{self.path} is as long as a WAV file can be.")
        self._reserve(size)

    def write(self, sound: npt.NDArray[np.float32]) -> None:
        """Add frames. Shape: (frames, 2), float32. Leaves the interpreter to others meanwhile.

        Raises `OSError` or soundfile's RuntimeError when the disk is broken.
        """
        self._file.write(sound)

    def close(self) -> None:
        """End the file: it is valid, with all frames that were written."""
        try:
            end = self._position()
            if os.fstat(self._number).st_size > end:
                # Its room had to be part of it, and must not be taken for sound.
                os.ftruncate(self._number, end)
            # The last block and the header come out of the reserve, however full the disk is by now.
            self._file.close()
            os.ftruncate(self._number, os.fstat(self._number).st_size)
        finally:
            os.close(self._number)

    def _position(self) -> int:
        return os.lseek(self._number, 0, os.SEEK_CUR)

    def _reserve(self, size: int) -> None:
        """Have room on the disk for so many bytes more, and for the end of the file, before any of them is written."""
        self._most += size
        if self._most + _SLACK > self._ready:
            # Compressed, it is shorter than that. Not asked for each time: every question waits for the interpreter.
            self._most = self._position() + size
            needed = self._most + _SLACK
            reserve(self._number, needed + _AHEAD)
            self._ready = needed + _AHEAD
