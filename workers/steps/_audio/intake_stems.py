"""Taking in a song that comes in stems: a folder of files, or the streams of an NI stem file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from sfa_live.errors import IntakeError
from sfa_live.model.stem import MAX_STEMS, stem_rank
from workers.steps._audio.check import SILENCE_PEAK
from workers.steps._audio.ffmpeg_reader import FfmpegReader
from workers.steps._audio.intake_song import silent, truncated
from workers.steps._audio.ni_stems import stem_names
from workers.steps._audio.opening import open_audio
from workers.steps._audio.promise import is_cut_short
from workers.steps._audio.reader import BLOCK_FRAMES, AudioReader
from workers.steps._audio.sniff import Container, sniff
from workers.steps._audio.stem_files import common_title, name_stems
from workers.steps._audio.tags import Tags, clean, read_tags
from workers.steps._audio.take_in import SOURCE, Limits, Taken, check_promise, decode
from workers.steps._audio.wav import FloatWav
from workers.steps._protocol import Reporter

#: How much stems may differ in length: encoders pad, and some programs cut the silence at the end.
_UNLIKE_SECONDS: Final = 0.5
#: Share of the progress that decoding takes; the rest is the mix.
_DECODING_PERCENT: Final = 90

_Opener = Callable[[], AudioReader]


def take_folder(folder: Path, out: Path, limits: Limits, reporter: Reporter) -> tuple[Taken, Tags]:
    """Decode a folder of 1 to 8 stems; files that are no sound, and a file of the whole mix, are passed by."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    sounds = {path.name: (path, container) for path in files if (container := sniff(path)) is not None}
    named = name_stems(list(sounds))
    if not named:
        raise IntakeError(
            "There is no stem in the folder. Put one sound file per stem into it, named drums, bass, vocals, other…",
            code="no_audio",
        )
    if len(named) > MAX_STEMS:
        raise IntakeError(
            f"The folder has {len(named)} stems; a deck plays up to {MAX_STEMS}. Mix some of them together.",
            code="too_many_stems",
        )
    for name in named:
        if is_cut_short(*sounds[name]):
            raise _about(name, truncated())
    openers: dict[str, _Opener] = {
        stem: lambda name=name: open_audio(*sounds[name])  # type: ignore[misc]
        for name, stem in named.items()
    }
    tags = [read_tags(sounds[name][0]) for name in named]
    titles = {tag.album for tag in tags} | {None}
    shared = Tags(
        title=clean(common_title(list(named))) or None,
        artist=next((tag.artist for tag in tags if tag.artist), None),
        album=next(iter(titles - {None}), None) if len(titles) == 2 else None,
    )
    return _take(openers, out, limits, reporter), shared


def take_ni(path: Path, out: Path, limits: Limits, reporter: Reporter) -> Taken:
    """Decode the four stems of an NI stem file; its first stream, the mastered mix, is left out."""
    openers: dict[str, _Opener] = {
        stem: lambda stream=stream: FfmpegReader(path, Container.MP4, stream)  # type: ignore[misc]
        for stream, stem in enumerate(stem_names(path), start=1)
    }
    return _take(openers, out, limits, reporter)


def _take(openers: Mapping[str, _Opener], out: Path, limits: Limits, reporter: Reporter) -> Taken:
    with ExitStack() as opened:
        readers: dict[str, AudioReader] = {}
        for name, opener in openers.items():
            try:
                readers[name] = opener()
                opened.callback(readers[name].close)
                check_promise(readers[name], limits)
            except IntakeError as wrong:
                raise _about(name, wrong) from wrong
        rate = max(reader.rate for reader in readers.values())
        return _decode_all(readers, rate, out, limits, reporter)


def _decode_all(readers: Mapping[str, AudioReader], rate: int, out: Path, limits: Limits, reporter: Reporter) -> Taken:
    (out / "stems").mkdir()
    paths = {name: f"stems/{name}.wav" for name in sorted(readers, key=stem_rank)}
    loudest = 0.0
    with ExitStack() as opened:
        sinks = {name: opened.enter_context(FloatWav(out / path, rate)) for name, path in paths.items()}
        for index, (name, sink) in enumerate(sinks.items()):
            try:
                reporter.progress(_DECODING_PERCENT * index / len(sinks), f"Reading {name}")
                loudest = max(loudest, decode(readers[name], sink, limits, _say_nothing))
            except IntakeError as wrong:
                raise _about(name, wrong) from wrong
        longest = _common_length(sinks)
        for sink in sinks.values():
            sink.pad_to(longest)
    if loudest < SILENCE_PEAK:
        raise silent()
    reporter.progress(_DECODING_PERCENT, "Mixing the stems")
    _mix([out / path for path in paths.values()], out / SOURCE, rate)
    return Taken(rate, longest, SOURCE, paths)


def _common_length(sinks: Mapping[str, FloatWav]) -> int:
    by_length = sorted(sinks, key=lambda name: sinks[name].frames)
    short, long = sinks[by_length[0]], sinks[by_length[-1]]
    if long.frames - short.frames > _UNLIKE_SECONDS * long.rate:
        raise IntakeError(
            f"The stems are not of one length: {by_length[0]} lasts {short.frames / short.rate:.1f} s and "
            f"{by_length[-1]} {long.frames / long.rate:.1f} s. Export all of them from the song's start to its end.",
            code="unlike_stems",
        )
    return long.frames


def _mix(stems: list[Path], target: Path, rate: int) -> None:
    """The sum of the stems: what a deck plays with all of them on, and what the analysis listens to."""
    with ExitStack() as opened:
        files = [opened.enter_context(soundfile.SoundFile(path)) for path in stems]
        sink = opened.enter_context(FloatWav(target, rate))
        while len(mix := files[0].read(BLOCK_FRAMES, dtype="float32", always_2d=True)):
            for file in files[1:]:
                mix = np.add(mix, file.read(BLOCK_FRAMES, dtype="float32", always_2d=True))
            sink.write(mix)


def _say_nothing(_seconds: float) -> None:
    """A stem is told of when it begins, not while it lasts."""


def _about(stem: str, wrong: IntakeError) -> IntakeError:
    return IntakeError(f"{stem}: {wrong.message}", code=wrong.wire_code)
