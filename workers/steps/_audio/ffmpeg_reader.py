"""Reading through FFmpeg's libraries (PyAV): M4A, WebM, Opus, AAC, and stems inside one MP4."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError

from sfa_live.errors import IntakeError
from workers.steps._audio.reader import Block
from workers.steps._audio.sniff import Container

_DAMAGED = "The file is damaged or cut short, so it cannot be decoded. Copy or export it again."


class FfmpegReader:
    """An `AudioReader` over FFmpeg's libraries.

    The reader is forced to the container that the content showed and gets an open file instead of a name. So no
    playlist is ever followed and no other file or address opened, whatever the content says.
    """

    def __init__(self, path: Path, container: Container, stream: int = 0) -> None:
        self._file = path.open("rb")
        try:
            self._container = av.open(self._file, mode="r", format=container.value, metadata_errors="replace")
        except (FFmpegError, ValueError, OverflowError) as wrong:
            self._file.close()
            raise IntakeError(_DAMAGED, code="undecodable") from wrong
        self.streams = len(self._container.streams.audio)
        if not self.streams:
            self.close()
            raise IntakeError("There is no sound in the file, only pictures or text.", code="no_audio")
        self._stream = self._container.streams.audio[stream]
        self.rate: int = self._stream.codec_context.sample_rate or 0
        self.channels: int = self._stream.codec_context.channels or 0
        self.promised_frames: int | None = self._promise()

    def blocks(self) -> Iterator[Block]:
        """The samples from the beginning."""
        resampler = av.AudioResampler(format="flt", rate=self.rate)
        try:
            for frame in self._container.decode(self._stream):
                yield from self._arrays(resampler, frame)
            yield from self._arrays(resampler, None)
        except (FFmpegError, ValueError) as wrong:
            raise IntakeError(_DAMAGED, code="damaged") from wrong

    def close(self) -> None:
        """Let the file go."""
        self._container.close()
        self._file.close()

    def _arrays(self, resampler: av.AudioResampler, frame: av.AudioFrame | None) -> Iterator[Block]:
        for piece in resampler.resample(frame):
            yield np.asarray(piece.to_ndarray(), np.float32).reshape(-1, self.channels)

    def _promise(self) -> int | None:
        if self._stream.duration and self._stream.time_base:
            return int(self._stream.duration * self._stream.time_base * self.rate)
        if self._container.duration:
            return int(self._container.duration / av.time_base * self.rate)
        return None
