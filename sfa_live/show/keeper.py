"""Values on disk, ready for the power to fail: written whole, by a thread that nobody waits for."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from sfa_live.errors import StoreError

log = logging.getLogger("sfa_live.show")

#: The shortest time between two rounds of writing, in seconds.
_PACE: Final = 0.25

Value = TypeVar("Value", bound=Struct)


class Keeper:
    """Writes the newest value of every file, at most four times a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: dict[Path, Struct] = {}
        #: What cannot be written now, and why, in a sentence.
        self._failing: dict[Path, str] = {}
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._write_on, name="keeper", daemon=True)

    @property
    def trouble(self) -> str | None:
        """What is not on the disk now and why, in a sentence; None when all is. Thread: any."""
        return next(iter(tuple(self._failing.values())), None)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def keep(self, path: Path, value: Struct) -> None:
        """This is what the file shall hold. Never waits. What is kept first is on the disk first. Thread: any."""
        with self._lock:
            self._newest.pop(path, None)
            self._newest[path] = value
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
        with self._lock:
            newest, self._newest = self._newest, {}
        for path, value in newest.items():
            try:
                write_whole(path, _encoded(value))
            except OSError as wrong:
                self._fail(path, f"{path.name} cannot be written: {wrong.strerror}. It is tried again until it can.")
                self._try_again(path, value)
            except (ValueError, TypeError, msgspec.MsgspecError) as wrong:
                # Trying again would not help; the file stays as it is, and the next value may be one that can.
                self._fail(path, f"{path.name} stays as it was, this cannot be read again: {wrong}")
            else:
                self._failing.pop(path, None)

    def _try_again(self, path: Path, value: Struct) -> None:
        """With the next round, unless there is a newer value by then."""
        with self._lock:
            self._newest.setdefault(path, value)
        self._wake.set()

    def _fail(self, path: Path, sentence: str) -> None:
        if self._failing.get(path) != sentence:
            log.error("%s (%s)", sentence, path)
        self._failing[path] = sentence


def _encoded(value: Struct) -> bytes:
    """The value as it is written; ValueError, TypeError or a `MsgspecError` when it could not be read again."""
    data = msgspec.json.encode(value)
    msgspec.json.decode(data, type=type(value))
    return data


def write_whole(path: Path, data: bytes) -> None:
    """Put a file in the place of the one before, so that whenever the power fails one of the two is there, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_whole(path: Path, kind: type[Value]) -> Value | None:
    """What a file holds; None when there is none. A damaged one is put aside: `StoreError` says where."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise StoreError(f"{path.name} is damaged ({wrong}). {_put_aside(path)}", code="damaged") from wrong
    except OSError as wrong:
        raise StoreError(f"{path.name} cannot be read: {wrong.strerror}.") from wrong


def _put_aside(path: Path) -> str:
    """Make room for a whole file; what became of the damaged one, in a sentence."""
    aside = path.with_suffix(".damaged")
    try:
        path.replace(aside)
    except OSError as wrong:
        return f"It cannot be put aside: {wrong.strerror}."
    return f"It is kept as {aside.name}."
