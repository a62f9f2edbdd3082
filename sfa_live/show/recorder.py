"""Recordings that hands begin and end: which files there are, and what surfaces are told of them."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Final

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
#: Why a recording ended by itself.
_ENDINGS: Final[Mapping[engine.Ending, str]] = {
    engine.Ending.DISK_FULL: "The disk is full",
    engine.Ending.DISK_SLOW: "The disk was too slow",
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

    def do(self, action: RecordStart | RecordStop) -> Future[int]:
        """Begin or end a recording. Thread: any.

        The future tells the number of the patch that tells it, or ends with the error when it cannot be.
        """
        if isinstance(action, RecordStart):
            return self._thread.submit(self._start, action)
        return self._thread.submit(self._stop)

    def check(self) -> None:
        """See about a recording that has ended by itself. Never waits. Thread: any, a few times a second."""
        if self._recording is not None:
            self._thread.submit(self._check)

    def close(self) -> None:
        """End what runs; its files are whole."""
        if self._recording is not None:
            self._thread.submit(self._stop)
        self._thread.shutdown(wait=True)

    # On the recorder's thread.

    def _start(self, action: RecordStart) -> int:
        self._check()
        if self._recording is not None:
            raise ActionError("A recording runs already: stop it first.", code="recording")
        state = self._show.state
        labels = taps_of(action, state)
        message = self._room(len(labels) * _FRAME_BYTES[action.format] * state.audio.rate)
        now = self._now()
        stamp = _unused(self._folder, f"{datetime.fromtimestamp(now):%Y-%m-%d %H-%M-%S}")  # noqa: DTZ006 - the stage's
        files = {tap: self._folder / f"{stamp} {label}.{action.format}" for tap, label in labels.items()}
        try:
            recording = engine.Recording(files, state.audio.rate, engine.Format(action.format))
            self._show.roll(recording, BEATS.get(action.quantise or "now"))
        except engine.RecordingError as wrong:
            raise StoreError(str(wrong), code="recording") from wrong
        self._recording = recording
        names = tuple(path.name for path in files.values())
        return self._show.set_record(
            RecordState(
                on=True, what=action.what, format=action.format, since=round(now, 1), files=names, message=message
            )
        )

    def _room(self, bytes_per_second: int) -> str | None:
        """A warning when the disk has room for a short recording only; `StoreError` when it has none."""
        self._folder.mkdir(parents=True, exist_ok=True)
        seconds = shutil.disk_usage(self._folder).free / bytes_per_second
        if seconds < _LEAST_ROOM:
            raise StoreError("The disk is full: free some space, then record.", code="disk_full")
        if seconds < _LITTLE_ROOM:
            return f"The disk has room for about {seconds / 60.0:.0f} minutes of this recording."
        return None

    def _stop(self) -> int:
        if self._recording is None:
            raise ActionError("No recording runs.", code="not_recording")
        return self._tell(self._recording.stop())

    def _check(self) -> None:
        if self._recording is not None and (end := self._recording.end) is not None:
            self._tell(end)

    def _tell(self, end: engine.RecordingEnd) -> int:
        self._recording = None
        names = tuple(path.name for path in end.paths)
        return self._show.set_record(replace(self._show.state.record, on=False, files=names, message=_in_words(end)))


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


def _in_words(end: engine.RecordingEnd) -> str | None:
    """Why a recording ended by itself; None when a hand ended it."""
    why = _ENDINGS.get(end.ending)
    if why is None:
        return None
    log.error("The recording has ended by itself: %s (%s).", why, end.message)
    return f"{why}: the recording has ended by itself. What it holds until then is whole."
