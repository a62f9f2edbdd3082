"""The show on disk, so that a rig that died goes on where it was.

The event loop hands over a value whenever it likes; a thread of its own writes the newest one, at most four times a
second, into a new file that replaces the old one as a whole.
"""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import Final

import msgspec

from sfa_live.model.show_state import ShowState

log = logging.getLogger("sfa_live.show")

#: The shortest time between two writes, in seconds.
_PACE: Final = 0.25
#: A show is brought back so often, when each life of the rig that did ended before it had settled.
_MOST_TRIES: Final = 3


class Journal:
    """Keeps the last state of the show in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tries = path.with_suffix(".tries")
        self._newest: ShowState | None = None
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._write_on, name="journal", daemon=True)

    def read(self) -> ShowState | None:
        """The show as it was last written; None when there is none. A damaged file is put aside and told."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=ShowState)
        except FileNotFoundError:
            return None
        except msgspec.MsgspecError as wrong:
            aside = self._path.with_suffix(".damaged")
            self._path.replace(aside)
            log.warning("The show's journal cannot be read (%s). It is kept as %s.", wrong, aside.name)
            return None

    def may_resume(self) -> bool:
        """Whether the last show should be brought back: not when lives that tried to ended at once, again and again.

        A song that kills the rig, whatever it is, is so not loaded for ever. `resumed` ends the count.
        """
        tries = int(self._tries.read_text() or 0) if self._tries.exists() else 0
        self._tries.write_text(str(tries + 1))
        return tries < _MOST_TRIES

    def resumed(self) -> None:
        """The show is back and the rig lives: the next life may try again."""
        self._tries.unlink(missing_ok=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def note(self, state: ShowState) -> None:
        """This is the show now. Never waits."""
        self._newest = state
        self._wake.set()

    def close(self) -> None:
        """Write what is not written yet and end."""
        self._closing.set()
        self._wake.set()
        self._thread.join()

    def _write_on(self) -> None:
        while not self._closing.is_set():
            self._wake.wait()
            self._wake.clear()
            self._write()
            self._closing.wait(_PACE)
        self._write()

    def _write(self) -> None:
        state, self._newest = self._newest, None
        if state is None:
            return
        new = self._path.with_suffix(".new")
        try:
            with new.open("wb") as file:
                file.write(msgspec.json.encode(state))
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
        except OSError:
            log.exception("The show's journal cannot be written. A restart would not find the show as it is.")
