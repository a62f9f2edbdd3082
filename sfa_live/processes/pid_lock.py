"""One of a kind: a lock file that a process holds while it lives, with its number inside."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sfa_live.errors import UsageError


@contextmanager
def hold(path: Path, what: str) -> Iterator[None]:
    """Be the only one that holds ``path``; the kernel lets go of it however the process ends.

    Raises `UsageError` naming the process that holds it: "{what} already runs (process 123)…".
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise already_running(what, _read_pid(handle)) from held
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def holder(path: Path) -> int | None:
    """The process that holds a lock file; None when nobody does, or in the instant before it has said who it is."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read_pid(handle) or None
    else:
        return None
    finally:
        os.close(handle)


def already_running(what: str, pid: int) -> UsageError:
    """The refusal of a second start."""
    return UsageError(
        f"{what} already runs on this data folder (process {pid}). Stop it, or use another folder with --data.",
        code="already_running",
    )


def _read_pid(handle: int) -> int:
    """The number in a lock file; 0 in the instant before its holder has written it."""
    text = os.pread(handle, 32, 0).strip()
    return int(text) if text.isdigit() else 0
