"""Take a song in: look before decoding, decode once to float32, say what it is. ``python -m workers.steps.intake``

The source is a sound file, an NI ``.stem.mp4`` or a folder of stems. Everything later (separation, analysis, player)
works from the samples written here: decoders differ by an encoder's delay, so a second decoding would not line up.
"""

from __future__ import annotations

from pathlib import Path

from workers.steps._audio.ffmpeg_reader import FfmpegReader
from workers.steps._audio.intake_song import take_song
from workers.steps._audio.intake_stems import take_folder, take_ni
from workers.steps._audio.ni_stems import STREAMS
from workers.steps._audio.sniff import Container, demand_audio
from workers.steps._audio.tags import Tags, read_tags, title_from
from workers.steps._audio.take_in import Limits, Taken
from workers.steps._protocol import Reporter, Request, Result, run


class IntakeRequest(Request, frozen=True):
    """A file or folder, the name it came under, and what it may be at most."""

    source: Path
    filename: str
    out: Path
    max_seconds: float = 7200.0
    max_channels: int = 8
    max_rate: int = 384_000


class IntakeResult(Result, frozen=True, tag="result"):
    """What came in. ``source`` and ``stems`` are paths within ``out``; a song that is not in stems has none."""

    kind: str
    title: str
    artist: str | None
    album: str | None
    duration_ms: int
    rate: int
    frames: int
    source: str
    stems: dict[str, str]


def take_in(request: IntakeRequest, reporter: Reporter) -> IntakeResult:
    """Take the request's song in; `IntakeError` when it cannot become a track."""
    limits = Limits(request.max_seconds, request.max_channels, request.max_rate)
    named = title_from(request.filename)
    if request.source.is_dir():
        taken, tags = take_folder(request.source, request.out, limits, reporter)
        return _result(taken, tags, named)
    container = demand_audio(request.source)
    tags = read_tags(request.source)
    if container is Container.MP4 and _streams(request.source) == STREAMS:
        return _result(take_ni(request.source, request.out, limits, reporter), tags, named)
    return _result(take_song(request.source, container, request.out, limits, reporter), tags, named)


def _streams(path: Path) -> int:
    reader = FfmpegReader(path, Container.MP4)
    reader.close()
    return reader.streams


def _result(taken: Taken, tags: Tags, named: Tags) -> IntakeResult:
    return IntakeResult(
        kind="stems" if taken.stems else "song",
        title=tags.title or named.title or "Untitled",
        artist=tags.artist or (None if tags.title else named.artist),
        album=tags.album,
        duration_ms=round(1000 * taken.frames / taken.rate),
        rate=taken.rate,
        frames=taken.frames,
        source=taken.source,
        stems=taken.stems,
    )


if __name__ == "__main__":
    run(IntakeRequest, take_in, "reading the file")
