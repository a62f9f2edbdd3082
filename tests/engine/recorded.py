"""What lies on the disk, and an engine that plays without a device while a test looks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import soundfile

from engine import Engine, Load, Play, Recording, RecordingEnd, Source
from tests.engine.player import RATE, Sound


def read(path: Path) -> Sound:
    sound: Sound = soundfile.read(path, dtype="float32", always_2d=True)[0]
    return sound


def ended(recording: Recording, seconds: float = 10.0) -> RecordingEnd:
    """What came of a recording that ends by itself."""
    deadline = time.monotonic() + seconds
    while (end := recording.end) is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return end


@contextmanager
def null_engine(*songs: Sound) -> Iterator[Engine]:
    engine = Engine.open("null", RATE, 128)
    for deck, song in enumerate(songs):
        engine.submit(Load(deck, Source.from_array(song)))
        engine.submit(Play(deck))
    try:
        yield engine
    finally:
        engine.close()
