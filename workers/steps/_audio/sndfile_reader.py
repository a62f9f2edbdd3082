"""Reading through libsndfile: WAV, AIFF, FLAC, MP3, OGG."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import soundfile

from sfa_live.errors import IntakeError
from workers.steps._audio.reader import BLOCK_FRAMES, Block

#: libsndfile's way to say that a header gives no length.
_UNKNOWN_LENGTH: Final = 1 << 62


class SndfileReader:
    """An `AudioReader` over libsndfile."""

    def __init__(self, path: Path) -> None:
        # By descriptor, so that libsndfile sees the content and never guesses by the name.
        descriptor = os.open(path, os.O_RDONLY)
        try:
            self._file = soundfile.SoundFile(descriptor, closefd=True)
        except (soundfile.LibsndfileError, ValueError, TypeError) as wrong:
            raise IntakeError(f"The file cannot be decoded: {wrong}", code="undecodable") from wrong
        self.rate: int = self._file.samplerate
        self.channels: int = self._file.channels
        frames = self._file.frames
        self.promised_frames: int | None = frames if 0 < frames < _UNKNOWN_LENGTH else None

    def blocks(self) -> Iterator[Block]:
        """The samples from the beginning."""
        # Few frames at a time where there are many channels: the block's bytes are what counts.
        frames = max(1, BLOCK_FRAMES * 2 // max(2, self.channels))
        while True:
            try:
                block = self._file.read(frames, dtype="float32", always_2d=True)
            except (soundfile.LibsndfileError, ValueError) as wrong:
                raise IntakeError(
                    "The file is damaged: it stops making sense in the middle. Copy or export it again.", code="damaged"
                ) from wrong
            if not len(block):
                return
            yield block

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
