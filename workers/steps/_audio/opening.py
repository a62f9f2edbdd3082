"""Opening a sound file with whichever library can read it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sfa_live.errors import IntakeError
from workers.steps._audio.ffmpeg_reader import FfmpegReader
from workers.steps._audio.reader import AudioReader
from workers.steps._audio.sndfile_reader import SndfileReader
from workers.steps._audio.sniff import Container

#: What libsndfile reads; the rest (M4A, WebM, bare AAC) is FFmpeg's.
_SNDFILE_READS: Final = frozenset(
    {Container.WAV, Container.RF64, Container.AIFF, Container.CAF, Container.FLAC, Container.OGG, Container.MP3}
)


def open_audio(path: Path, container: Container) -> AudioReader:
    """Open a file whose content is ``container``; `IntakeError` when nobody can read it."""
    if container not in _SNDFILE_READS:
        return FfmpegReader(path, container)
    try:
        reader = SndfileReader(path)
    except IntakeError:
        # A codec that libsndfile lacks in a container that it knows; FFmpeg has the last word.
        return FfmpegReader(path, container)
    if container is Container.OGG and reader.channels > 2:
        # Vorbis and Opus have a channel order of their own, which FFmpeg turns into WAV's.
        reader.close()
        return FfmpegReader(path, container)
    return reader
