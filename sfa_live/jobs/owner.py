"""Who owns a running job, and whether that process still lives."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from uuid import uuid4


class Owner:
    """This process as an owner of jobs, for as long as it lives.

    It holds a lock on a file of its own. The kernel drops the lock however the process ends, so the others of this
    data folder see at once that it has died; one elsewhere is believed until its lease runs out.
    """

    def __init__(self, run_folder: Path) -> None:
        self._folder = run_folder / "owners"
        self._folder.mkdir(parents=True, exist_ok=True)
        #: Never used twice, not even by a process that gets the same number.
        self.id = f"{os.getpid()}-{uuid4().hex}"
        self._lock = os.open(self._file(self.id), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def close(self) -> None:
        """Own nothing more."""
        self._file(self.id).unlink(missing_ok=True)
        os.close(self._lock)

    def is_dead(self, owner_id: str) -> bool | None:
        """Whether that owner is dead; None when it is none of this data folder's, or left in order."""
        try:
            handle = os.open(self._file(owner_id), os.O_RDWR)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(handle)
        return True

    def bury_the_dead(self) -> None:
        """Remove the files of owners that died."""
        for file in self._folder.iterdir():
            if self.is_dead(file.stem):
                file.unlink(missing_ok=True)

    def _file(self, owner_id: str) -> Path:
        return self._folder / f"{owner_id}.lock"
