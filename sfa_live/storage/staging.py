"""Staging folders: where files are made before they are whole.

A folder in use is locked (`flock` on the folder itself) by the process that made it. The kernel drops the lock however
that process ends, so whatever is not locked is left over.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from pathlib import Path
from types import TracebackType
from typing import Final
from uuid import uuid4

#: A folder is made under this prefix and loses it once it is locked, so that nobody takes it for a leftover.
_UNLOCKED: Final = "new-"
#: A folder that was never locked belongs to somebody who died within this many seconds.
_GRACE_S: Final = 60.0


class Staging:
    """A folder of one's own on the media root's filesystem, gone at the end of the ``with`` block.

    Whatever should stay is adopted out of it (`MediaStore.adopt`) before.
    """

    def __init__(self, parent: Path) -> None:
        name = uuid4().hex
        made = parent / f"{_UNLOCKED}{name}"
        made.mkdir(parents=True)
        self._lock = os.open(made, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        #: The folder itself.
        self.folder = made.rename(parent / name)

    def remove(self) -> None:
        """Remove the folder with whatever is still in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)

    def __enter__(self) -> Path:
        return self.folder

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


def remove_stale(parent: Path) -> int:
    """Remove the staging folders whose makers are gone; how many there were."""
    stale = [folder for folder in parent.iterdir() if _is_stale(folder)]
    for folder in stale:
        shutil.rmtree(folder, ignore_errors=True)
    return len(stale)


def _is_stale(folder: Path) -> bool:
    try:
        if folder.name.startswith(_UNLOCKED):
            return time.time() - folder.stat().st_mtime > _GRACE_S
        lock = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:  # its maker was quicker
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True
