"""Recordings that hands begin and end: which files there are, and what surfaces are told of them."""

from __future__ import annotations

import logging
import re
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError, StoreError
from sfa_live.model.action import BEATS, DECKS, RecordStart, RecordStop
from sfa_live.model.show_state import RecordState, ShowState
from sfa_live.show.show import Show

log = logging.getLogger("sfa_live.show")

#: Bytes that a frame takes in a file, about.
_FRAME_BYTES: Final[Mapping[str, int]] = {"flac": 4, "wav": 8}
#: A recording that the disk has no room for so long, in seconds, is not begun.
_LEAST_ROOM: Final = 60.0
#: Room for less than this, in seconds, is told.
_LITTLE_ROOM: Final = 3600.0
#: Stems that are recorded of a deck that has no song yet.
_USUAL_STEMS: Final = 4
#: The time in a file's name, and what the names of all files look like.
_STAMP: Final = "%Y-%m-%d %H-%M-%S"
_NAME: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d-\d\d-\d\d(\.\d+)? .*\.(flac|wav)")
#: Why a recording ended by itself.
_ENDINGS: Final[Mapping[engine.Ending, str]] = {
    engine.Ending.DISK_FULL: "The disk is full",
    engine.Ending.DISK_SLOW: "The disk, or a machine with too much to do, was too slow",
    engine.Ending.FILE_GONE: "Somebody has deleted a file of it",
    engine.Ending.FILE_TOO_LONG: "No more fits into a WAV file",
    engine.Ending.DISK_BROKEN: "The disk could not be written",
}


class Recorder:
    """Records what is played. A thread of its own waits for the disk, nobody else does."""

    def __init__(self, show: Show, folder: Path, now: Callable[[], float] = time.time) -> None:
        """``now`` tells seconds since 1970."""
        self._show = show
        self._folder = folder
        self._now = now
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recorder")
        self._recording: engine.Recording | None = None

    def mend(self) -> Future[None]:
        """Make whole what an earlier life of the rig was cut off in, and tell it. Thread: any."""
        return self._thread.submit(self._mend)

    def do(self, action: RecordStart | RecordStop) -> Future[int]:
        """Begin or end a recording; the same again while it waits for its beat takes it back. Thread: any.

        The future tells the number of the patch that tells it, or ends with the error when it cannot be.
        """
        if isinstance(action, RecordStart):
            return self._thread.submit(self._start, action)
        return self._thread.submit(self._stop, action)

    def check(self) -> None:
        """See whether one has begun at its beat, or ended. Never waits. Thread: any, a few times a second."""
        if self._recording is not None:
            self._thread.submit(self._check)

    def close(self) -> None:
        """End what runs; its files are whole."""
        if self._recording is not None:
            self._thread.submit(self._end)
        self._thread.shutdown(wait=True)

    # On the recorder's thread.

    def _start(self, action: RecordStart) -> int:
        self._check()
        quantum = BEATS.get(action.quantise or "now")
        if self._recording is not None:
            if self._show.state.record.waits != "start":
                raise ActionError("A recording runs already: stop it first.", code="recording")
            seq = self._take_back(self._recording)
            if quantum is not None:
                return seq
        try:
            return self._begin(action, quantum)
        except engine.RecordingError as wrong:
            raise StoreError(str(wrong), code="recording") from wrong
        except OSError as wrong:
            raise StoreError(
                f"The folder of recordings, {self._folder}, cannot be used: {wrong.strerror}.", code="recording"
            ) from wrong

    def _begin(self, action: RecordStart, quantum: float | None) -> int:
        state = self._show.state
        labels = taps_of(action, state)
        message = self._room(len(labels) * _FRAME_BYTES[action.format] * state.audio.rate)
        stamp = _unused(self._folder, f"{datetime.fromtimestamp(self._now()):{_STAMP}}")  # noqa: DTZ006 - the stage's
        files = {tap: self._folder / f"{stamp} {label}.{action.format}" for tap, label in labels.items()}
        recording = engine.Recording(files, state.audio.rate, engine.Format(action.format))
        self._show.roll(recording, quantum)
        self._recording = recording
        names = tuple(path.name for path in files.values())
        record = RecordState(what=action.what, format=action.format, files=names, message=message)
        if quantum is None:
            return self._show.set_record(replace(record, on=True, since=round(self._now(), 1)))
        return self._show.set_record(replace(record, waits="start"))

    def _room(self, bytes_per_second: int) -> str | None:
        """A warning when the disk has room for a short recording only; `StoreError` when it has none."""
        self._folder.mkdir(parents=True, exist_ok=True)
        seconds = shutil.disk_usage(self._folder).free / bytes_per_second
        if seconds < _LEAST_ROOM:
            raise StoreError("The disk is full: free some space, then record.", code="disk_full")
        if seconds < _LITTLE_ROOM:
            return f"The disk has room for about {seconds / 60.0:.0f} minutes of this recording."
        return None

    def _stop(self, action: RecordStop) -> int:
        self._check()
        recording, quantum = self._recording, BEATS.get(action.quantise or "now")
        if recording is None:
            raise ActionError("No recording runs.", code="not_recording")
        if self._show.state.record.waits == "start":
            return self._take_back(recording)
        if quantum is None:
            return self._tell(recording.stop())
        try:
            self._show.roll(recording, quantum)
        except engine.RecordingError as wrong:
            raise StoreError(str(wrong), code="recording") from wrong
        return self._tell_progress(recording)

    def _take_back(self, recording: engine.Recording) -> int:
        """It waits for its beat and shall not begin. If the beat is here already, it ends with what it holds."""
        try:
            self._show.roll(recording, None)
        except engine.RecordingError as wrong:
            # It ends the moment it begins.
            log.info("What waits to be recorded stays at the engine: %s", wrong)
        return self._tell(recording.stop())

    def _end(self) -> None:
        if self._recording is not None:
            self._tell(self._recording.stop())

    def _check(self) -> None:
        if self._recording is None:
            return
        end = self._recording.end
        if end is None:
            self._tell_progress(self._recording)
        else:
            self._tell(end, _in_words(end))

    def _tell_progress(self, recording: engine.Recording) -> int:
        """Whether it has begun, since when, and what of it waits for its beat."""
        record = self._show.state.record
        begun = record.on or recording.started is not None
        since = record.since
        if begun and since is None:
            since = round(self._now() - recording.frames / self._show.state.audio.rate, 1)
        waits: Literal["start", "stop"] | None = None if begun else "start"
        if recording.ending:
            waits = "stop"
        return self._show.set_record(replace(record, on=begun, since=since, waits=waits))

    def _tell(self, end: engine.RecordingEnd, message: str | None = None) -> int:
        self._recording = None
        names = tuple(path.name for path in end.paths)
        after = replace(self._show.state.record, on=False, waits=None, files=names, message=message)
        return self._show.set_record(after)

    def _mend(self) -> None:
        mended: list[str] = []
        failed: list[str] = []
        for path in _ours(self._folder):
            try:
                if not engine.is_unclosed(path):
                    continue
                (mended if engine.mend(path) else failed).append(path.name)
            except OSError as wrong:
                log.warning("%s cannot be made whole: %s", path, wrong.strerror)
                failed.append(path.name)
        if mended or failed:
            message = _of_the_cut_off(mended, failed)
            log.warning("%s", message)
            self._show.set_record(RecordState(files=tuple(mended), message=message))


def taps_of(action: RecordStart, state: ShowState) -> Mapping[engine.Tap, str]:
    """What is recorded, and what its file is called."""
    taps = {engine.Tap(): "master"}
    for index, name in enumerate(DECKS):
        if action.what == "decks":
            taps[engine.Tap(index)] = f"deck {name}"
        elif action.what == "stems":
            stems = {stem.slot: stem_name for stem_name, stem in state.decks[name].stems.items()}
            for slot, label in (stems or dict.fromkeys(range(1, _USUAL_STEMS + 1), "")).items():
                taps[engine.Tap(index, slot - 1)] = f"deck {name} stem {slot} {label}".rstrip()
    return taps


def _unused(folder: Path, stamp: str) -> str:
    """The time as a name that no other recording of the same second has."""
    names, number = [path.name for path in folder.iterdir()], 2
    wanted = stamp
    while any(name.startswith(f"{wanted} ") for name in names):
        wanted, number = f"{stamp}.{number}", number + 1
    return wanted


def _ours(folder: Path) -> list[Path]:
    """The files that a recorder has made there, by their names."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file())


def _of_the_cut_off(mended: Sequence[str], failed: Sequence[str]) -> str:
    """What became of recordings that nobody ended."""
    words = []
    if mended:
        words.append(f"The rig was cut off while it recorded. What was recorded until then is whole: {mended[0]}")
        words.append(f" and {len(mended) - 1} more." if len(mended) > 1 else ".")
    if failed:
        words.append(f" Nothing could be found in {', '.join(failed)}.")
    return "".join(words).strip()


def _in_words(end: engine.RecordingEnd) -> str | None:
    """Why a recording ended by itself; None when the beat that a hand has chosen ended it."""
    if end.started is None and end.ending is engine.Ending.STOPPED:
        return "The recording was called off before its beat, by a panic: nothing is recorded."
    why = _ENDINGS.get(end.ending)
    if why is None:
        return None
    log.error("The recording has ended by itself: %s%s.", why, f" ({end.message})" if end.message else "")
    return f"{why}: the recording has ended by itself. What it holds until then is whole."
