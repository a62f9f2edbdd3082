"""Recordings: the audio thread copies what it plays into memory, a thread of ours writes it to the disk.

Whatever the disk does, the sound never waits for it: a disk that is full, gone or too slow ends the recording.
"""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from engine.kernel.codes import ReelEnd
from engine.kernel.sizes import DECKS, STEMS
from engine.kernel.tap import MASTER, channel_place, stem_place
from engine.reel import Reel
from engine.sound_file import FileGoneError, FileTooLongError, Format, SoundFile
from engine.units import Frames

#: Seconds between two looks at the reel: few of them, as each one writes to every file.
_PAUSE_S: Final = 0.2
#: Frames that are written in one go, at most: every go waits for the interpreter, which a busy rig makes long, once for
#: each file. Who is behind must not wait as often as before, or it never catches up.
_BATCH: Final = 1 << 16
#: Seconds without a frame after which a stopped recording knows that nobody renders any more.
_PATIENCE_S: Final = 0.3


class RecordingError(Exception):
    """A recording that cannot begin; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Tap:
    """What is recorded: the master behind its limiter, a deck's channel or a stem behind its fader."""

    deck: int | None = None
    stem: int | None = None

    def __post_init__(self) -> None:
        if self.deck is None and self.stem is not None:
            raise ValueError("A stem is recorded from its deck: name the deck.")
        if self.deck is not None and not 0 <= self.deck < DECKS:
            raise ValueError(f"There are {DECKS} decks, counted from 0, and no deck {self.deck}.")
        if self.stem is not None and not 0 <= self.stem < STEMS:
            raise ValueError(f"A deck has {STEMS} stems at most, counted from 0, and no stem {self.stem}.")

    @property
    def place(self) -> int:
        """Its place in the kernel."""
        if self.deck is None:
            return MASTER
        place = channel_place(self.deck) if self.stem is None else stem_place(self.deck, self.stem)
        return int(place)


class Ending(Enum):
    """Why a recording ended."""

    STOPPED = "stopped"
    DISK_FULL = "disk full"
    #: The disk took less than was played for so long that the memory between was full.
    DISK_SLOW = "disk slow"
    FILE_GONE = "file gone"
    FILE_TOO_LONG = "file too long"
    DISK_BROKEN = "disk broken"


@dataclass(frozen=True, slots=True)
class RecordingEnd:
    """What came of a recording. The files hold ``frames`` each, and the same ones; without any there is no file."""

    paths: tuple[Path, ...]
    frames: int
    ending: Ending
    #: The first frame, on the engine's clock; None when it never began.
    started: Frames | None
    #: What the disk said; None when all went well.
    message: str | None


class Recording:
    """A recording that runs, until it is stopped or the disk ends it."""

    def __init__(self, what: Mapping[Tap, Path], rate: int, form: Format) -> None:
        """Make the files. Raises `RecordingError`; nothing is left behind then. Thread: any; waits for the disk."""
        if not what:
            raise ValueError("There is nothing to record: name the master, a deck or a stem.")
        self.reel = Reel([tap.place for tap in what])
        self._files: list[SoundFile] = []
        self._stopping = threading.Event()
        self._end: RecordingEnd | None = None
        self._thread: threading.Thread | None = None
        try:
            for path in what.values():
                self._files.append(SoundFile(path, rate, form))
        except OSError as wrong:
            self.discard()
            raise RecordingError(f"{wrong.filename or path} cannot be written: {wrong.strerror}.") from wrong

    def begin(self) -> None:
        """Write what comes, from the frame on at which the reel is started."""
        self._thread = threading.Thread(target=self._run, name="engine-recording", daemon=True)
        self._thread.start()

    def discard(self) -> None:
        """Have never been: no file stays."""
        for file in self._files:
            file.close()
            file.path.unlink(missing_ok=True)

    @property
    def begun(self) -> bool:
        """It was begun, whatever has become of it. Thread: any."""
        return self._thread is not None

    @property
    def started(self) -> Frames | None:
        """Its first frame, on the engine's clock; None while it waits for it."""
        frame = self.reel.started
        return None if frame is None else Frames(frame)

    @property
    def frames(self) -> int:
        """How many frames were recorded so far. Thread: any."""
        return self.reel.frames

    @property
    def ending(self) -> bool:
        """Its end waits for a frame or a beat. Thread: any."""
        return self.reel.ending

    @property
    def end(self) -> RecordingEnd | None:
        """What came of it, once it has ended and its files are whole. Never waits. Thread: any."""
        return self._end

    def stop(self) -> RecordingEnd:
        """End it with the block that plays now; what it held when it had ended by itself. Thread: any.

        Waits until the files are whole. To end it at a frame or a beat, `roll` it again and look at `end`.
        """
        self.reel.refuse_more()
        self._stopping.set()
        assert self._thread is not None
        self._thread.join()
        assert self._end is not None
        return self._end

    def _run(self) -> None:
        ending, message, frames = Ending.STOPPED, None, 0
        try:
            frames, ending = self._write_all()
        except _BrokenError as broken:
            frames, ending, message = broken.frames, broken.ending, broken.message
        self.reel.refuse_more()
        for file in self._files:
            try:
                file.close()
            except (OSError, RuntimeError) as wrong:
                ending, message = Ending.DISK_BROKEN, message or str(wrong)
            if frames == 0:
                file.path.unlink(missing_ok=True)
        paths = tuple(file.path for file in self._files) if frames else ()
        self._end = RecordingEnd(paths, frames, ending, self.started, message)

    def _write_all(self) -> tuple[int, Ending]:
        """Write until the reel has ended and is empty; how many frames there are, and why it ended."""
        frames = 0
        moved = time.monotonic()
        while True:
            ended = self.reel.ended
            pieces = self.reel.waiting(_BATCH)
            count = len(pieces[0])
            if count:
                try:
                    # First all, then all: when one of them cannot take the frames, none does.
                    for file in self._files:
                        file.prepare(count)
                    for file, piece in zip(self._files, pieces, strict=True):
                        file.write(piece)
                except (OSError, RuntimeError, FileGoneError, FileTooLongError) as wrong:
                    raise _BrokenError(frames, wrong) from wrong
                self.reel.taken(count)
                frames += count
                moved = time.monotonic()
            elif ended is not None:
                return frames, Ending.DISK_SLOW if ended is ReelEnd.FULL else Ending.STOPPED
            elif self._stopping.is_set() and time.monotonic() - moved > _PATIENCE_S:
                return frames, Ending.STOPPED
            else:
                self._stopping.wait(_PAUSE_S)
                time.sleep(0.001)


class _BrokenError(Exception):
    """What ended the writing, and after how many frames."""

    def __init__(self, frames: int, wrong: Exception) -> None:
        super().__init__(str(wrong))
        self.frames = frames
        self.message = str(wrong) or None
        self.ending = Ending.DISK_BROKEN
        if isinstance(wrong, FileGoneError):
            self.ending = Ending.FILE_GONE
        elif isinstance(wrong, FileTooLongError):
            self.ending = Ending.FILE_TOO_LONG
        elif isinstance(wrong, OSError) and wrong.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            self.ending = Ending.DISK_FULL
