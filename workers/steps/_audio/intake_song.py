"""Taking in one file that is one song."""

from __future__ import annotations

from pathlib import Path

from sfa_live.errors import IntakeError
from workers.steps._audio.check import SILENCE_PEAK
from workers.steps._audio.opening import open_audio
from workers.steps._audio.promise import is_cut_short
from workers.steps._audio.sniff import Container
from workers.steps._audio.take_in import SOURCE, Limits, Taken, check_promise, decode
from workers.steps._audio.wav import FloatWav
from workers.steps._protocol import Reporter


def take_song(path: Path, container: Container, out: Path, limits: Limits, reporter: Reporter) -> Taken:
    """Decode the file into ``source.wav`` in ``out``, at its own rate."""
    reporter.progress(0, "Reading the file")
    if is_cut_short(path, container):
        raise truncated()
    reader = open_audio(path, container)
    try:
        check_promise(reader, limits)
        expected = (reader.promised_frames or limits.seconds * reader.rate) / reader.rate
        with FloatWav(out / SOURCE, reader.rate) as sink:
            loudest = decode(reader, sink, limits, lambda s: reporter.progress(100 * s / expected, "Reading the file"))
    finally:
        reader.close()
    if loudest < SILENCE_PEAK:
        raise silent()
    return Taken(sink.rate, sink.frames, SOURCE, {})


def truncated() -> IntakeError:
    """The error for a file that ends before it says it does."""
    return IntakeError(
        "The file is cut short: it ends before its own header says it does. Copy or download it again.",
        code="truncated",
    )


def silent() -> IntakeError:
    """The error for a file in which nothing sounds."""
    return IntakeError(
        "The file is silent from beginning to end. Look whether the right track was exported.", code="silent"
    )
