"""Decoding one stream into a float32 stereo WAV, checked as it goes by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from sfa_live.errors import IntakeError
from workers.steps._audio.check import block_peak, to_stereo
from workers.steps._audio.reader import AudioReader, Block
from workers.steps._audio.resample import resample
from workers.steps._audio.wav import FloatWav

#: How much less than its header says a file may hold before it counts as cut short: encoders round and pad.
_PROMISE_SECONDS: Final = 0.5
#: The engine's packs begin at this rate.
_LOWEST_RATE: Final = 8_000


#: Where the whole song lies within a step's folder.
SOURCE: Final = "source.wav"


class Taken(Struct, frozen=True):
    """What was decoded; ``source`` and ``stems`` are paths within the step's folder."""

    rate: int
    frames: int
    source: str
    stems: dict[str, str]


class Limits(Struct, frozen=True):
    """What a song may be at most."""

    seconds: float
    channels: int
    rate: int


def check_promise(reader: AudioReader, limits: Limits) -> None:
    """`IntakeError` for a file whose header alone says that it is no song, before a sample is decoded."""
    if reader.channels > limits.channels:
        raise IntakeError(
            f"The file has {reader.channels} channels; up to {limits.channels} can be mixed down. "
            "Export it in stereo, or give its parts as a folder of stems.",
            code="too_many_channels",
        )
    if reader.channels < 1 or reader.rate <= 0:
        raise IntakeError("There is no sound in the file.", code="no_audio")
    if not _LOWEST_RATE <= reader.rate <= limits.rate:
        raise IntakeError(
            f"The file has {reader.rate} samples a second; {_LOWEST_RATE} to {limits.rate} can be used. "
            "Export it at 44100 or 48000.",
            code="bad_rate",
        )
    if reader.promised_frames and reader.promised_frames > limits.seconds * reader.rate:
        raise too_long(reader.promised_frames / reader.rate, limits)


def too_long(seconds: float, limits: Limits) -> IntakeError:
    """The error for a song beyond the limit."""
    hours, minutes = divmod(round(seconds / 60), 60)
    return IntakeError(
        f"The file is {hours} h {minutes:02d} min long; {limits.seconds / 3600:g} h is the limit. Cut it into songs.",
        code="too_long",
    )


def decode(reader: AudioReader, sink: FloatWav, limits: Limits, tell: Callable[[float], None]) -> float:
    """Decode everything into ``sink`` as stereo at its rate; the loudest sample is returned.

    ``tell`` hears the seconds done. Raises `IntakeError` for a file that is empty, cut short or beyond a limit.
    """
    loudest = 0.0
    frames = 0

    def checked() -> Iterator[Block]:
        nonlocal loudest, frames
        for block in reader.blocks():
            loudest = max(loudest, block_peak(block))
            frames += len(block)
            if frames > limits.seconds * reader.rate:
                raise too_long(frames / reader.rate, limits)
            tell(frames / reader.rate)
            yield to_stereo(block)

    for block in resample(checked(), reader.rate, sink.rate):
        sink.write(block)
    if frames == 0:
        raise IntakeError("The file is empty: it has a header, but no sound behind it.", code="empty")
    _check_kept(reader, frames)
    return loudest


def _check_kept(reader: AudioReader, frames: int) -> None:
    promised = reader.promised_frames
    if promised and promised - frames > _PROMISE_SECONDS * reader.rate:
        raise IntakeError(
            f"The file is cut short: it should last {promised / reader.rate:.1f} s, but only "
            f"{frames / reader.rate:.1f} s are there. Copy or download it again.",
            code="truncated",
        )
