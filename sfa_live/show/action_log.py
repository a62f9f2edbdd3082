"""The log of a night: everything that was done, at its very frame, so that ``sfa-live render`` plays the night again.

One file a life of the rig, in the form of `sfa_live.show.script`. It is begun with the first thing done, and goes on in
``<name>.2.jsonl``, ``<name>.3.jsonl``, … where it grows long. Nights are never deleted.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from sfa_live.show.script import Begin, Deed, End, SongPaper, write_line

log = logging.getLogger("sfa_live.show")

#: What was done is on the disk after this long at most, in seconds.
_PACE: Final = 0.5
#: A part of a night is closed when it has so many bytes.
_LONGEST_PART: Final = 64 * 1024**2


class ActionLog:
    """Writes one night. A thread writes; nobody waits for it."""

    def __init__(self, folder: Path, begin: Begin, now: datetime, longest_part: int = _LONGEST_PART) -> None:
        self._folder = folder
        self._begin = begin
        self._stamp = f"{now:%Y-%m-%d %H-%M-%S}"
        self._longest_part = longest_part
        self._parts = 0
        self._trouble: str | None = None
        self._file: BinaryIO | None = None
        self._lines: queue.SimpleQueue[tuple[int, Deed | End, SongPaper | None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_on, name="action log", daemon=True)

    @property
    def trouble(self) -> str | None:
        """Why what is done now is not logged, in a sentence; None when it is. Thread: any."""
        return self._trouble

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def note(self, frame: int, deed: Deed, song: SongPaper | None = None) -> None:
        """This was done. Never waits. Thread: one at a time, in the order in which things were done."""
        self._lines.put((frame, deed, song))

    def close(self, frame: int) -> None:
        """The sound ends here: write what is not written yet, and end. A night without anything done has no file."""
        self._lines.put((frame, End(), None))
        self._lines.put(None)
        self._thread.join()

    def _write_on(self) -> None:
        try:
            try:
                while self._write_some():
                    pass
            finally:
                if self._file is not None:
                    self._file.close()
        except OSError as wrong:
            self._trouble = f"The log of this night ends here, it cannot be written: {wrong.strerror}."
            log.error("%s", self._trouble)  # noqa: TRY400 - a sentence for the player, no traceback

    def _write_some(self) -> bool:
        """Wait for something, write what comes within the pace, and have it on the disk; False at the end."""
        line = self._lines.get()
        due = time.monotonic() + _PACE
        while line is not None:
            self._write(*line)
            try:
                line = self._lines.get(timeout=max(0.0, due - time.monotonic()))
            except queue.Empty:
                break
        self._sync()
        return line is not None

    def _write(self, frame: int, deed: Deed | End, song: SongPaper | None) -> None:
        if self._file is None:
            if isinstance(deed, End):
                return
            self._file = self._open()
            self._file.write(write_line(0, self._begin))
        elif self._file.tell() > self._longest_part:
            self._file.close()
            self._file = self._open()
        try:
            line = write_line(frame, deed, song)
        except (ValueError, TypeError) as wrong:
            self._trouble = f"The log of this night has a gap, something cannot be written: {wrong}"
            log.error("%s", self._trouble)  # noqa: TRY400 - a sentence for the player, no traceback
            return
        self._file.write(line)

    def _open(self) -> BinaryIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        while not self._parts and any(self._folder.glob(f"{self._stamp}.*")):
            # Two lives within one second.
            self._stamp += "'"
        self._parts += 1
        return (self._folder / _part_name(self._stamp, self._parts)).open("xb")

    def _sync(self) -> None:
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())


def read_night(path: Path) -> list[str]:
    """The lines of a script, or of a night with all its parts.

    A night that was cut off may end within a line: what was done there is not known, and left out.
    """
    texts, number = [path.read_text(encoding="utf-8")], 2
    while (part := path.with_name(_part_name(path.stem, number))).is_file():
        texts.append(part.read_text(encoding="utf-8"))
        number += 1
    lines = "".join(texts).splitlines()
    if lines and '"begin"' in lines[0] and not texts[-1].endswith("\n"):
        log.warning("The last line of %s was cut off. It is left out.", path.name)
        lines.pop()
    return lines


def _part_name(stamp: str, number: int) -> str:
    return f"{stamp}.jsonl" if number == 1 else f"{stamp}.{number}.jsonl"
