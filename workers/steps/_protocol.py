"""How a step talks with whoever started it: one request in, JSON lines out, and no other word on standard output."""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from sfa_live.errors import JobError, SfaError, StoreError

log = logging.getLogger("sfa_live.steps")

#: How often a step looks whether its parent still lives, in seconds.
_PARENT_WATCH_SECONDS: Final = 0.5
#: At most this many progress lines a second reach the parent.
_PROGRESS_PER_SECOND: Final = 10.0
#: A step works behind the music: everything else on the machine comes first.
_NICENESS: Final = 10


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """What a step is asked to do; each step adds its own fields."""


class Result(Struct, frozen=True, tag_field="type", tag="result"):
    """What a step has done, as its last line; each step adds its own fields."""


class _Progress(Struct, frozen=True, tag_field="type", tag="progress"):
    percent: int
    message: str


class _Failure(Struct, frozen=True, tag_field="type", tag="error"):
    code: str
    message: str


_R = TypeVar("_R", bound=Request)


class Reporter:
    """Tells how far the step is, in words for a musician. Any thread may call it."""

    def __init__(self, wire: int) -> None:
        self._wire = wire
        self._told = (-1, "")
        self._told_at = 0.0
        self._lock = threading.Lock()

    def progress(self, percent: float, message: str) -> None:
        """Say that ``percent`` (0 to 100) is done; lines that come too thick or say nothing new are left out."""
        news = (max(0, min(100, int(percent))), message)
        with self._lock:
            now = time.monotonic()
            weighty = message != self._told[1] or percent >= 100
            too_soon = now - self._told_at < 1.0 / _PROGRESS_PER_SECOND
            if news == self._told or (too_soon and not weighty):
                return
            self._told, self._told_at = news, now
            self._send(_Progress(*news))

    def finish(self, last: Result | _Failure) -> None:
        """Send the step's last line."""
        with self._lock:
            self._send(last)

    def _send(self, line: Struct) -> None:
        data = memoryview(msgspec.json.encode(line, enc_hook=str) + b"\n")
        while data:
            data = data[os.write(self._wire, data) :]


def run(request_type: type[_R], work: Callable[[_R, Reporter], Result], doing: str) -> None:
    """Run one step as this process: read the request, do the work, send the last line, exit with 0 or 1.

    ``doing`` names the work in the sentence for what nobody foresaw ("reading the file").
    """
    reporter = Reporter(_take_over_standard_output())
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        body = sys.stdin.buffer.read()
        _follow_the_parent()
        os.nice(_NICENESS)
        request = msgspec.json.decode(body, type=request_type, dec_hook=_decode_path)
        last: Result | _Failure = work(request, reporter)
    except BaseException as wrong:  # noqa: BLE001 - the process ends here, and its parent needs a sentence for everything
        last = _explain(wrong, doing)
    reporter.finish(last)
    sys.stderr.flush()
    # Libraries may hold threads that never end (torch's, pyo's); all files are closed, so nothing is lost.
    os._exit(1 if isinstance(last, _Failure) else 0)


def _take_over_standard_output() -> int:
    """Keep the way to the parent for us alone: what libraries print goes to the log."""
    wire = os.dup(1)
    os.dup2(2, 1)
    # Python's own prints would wait in a buffer that the abrupt end of a step throws away.
    sys.stdout = sys.stderr
    return wire


def _follow_the_parent() -> None:
    """End this step, and what it started, when the process that wanted it has died."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_PARENT_WATCH_SECONDS)
        if os.getpgid(0) == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


def _decode_path(kind: type, value: Any) -> Any:
    return kind(value)


def _explain(wrong: BaseException, doing: str) -> _Failure:
    known = _known(wrong)
    if known is not None:
        log.info("%s: %s", type(wrong).__name__, wrong)
        return _Failure(known.wire_code, known.message)
    log.error("Unforeseen %s while %s", type(wrong).__name__, doing, exc_info=wrong)
    return _Failure(
        "internal",
        f"Something went wrong while {doing} that nobody foresaw. Try again; if it stays, the log says what it was.",
    )


def _known(wrong: BaseException) -> SfaError | None:
    """The error in our own terms, where it has one."""
    if isinstance(wrong, SfaError):
        return wrong
    if isinstance(wrong, msgspec.MsgspecError):
        return JobError(f"This step was asked for something it does not understand: {wrong}.", code="bad_request")
    if isinstance(wrong, MemoryError):
        return JobError(
            "There is not enough memory for this song. Close other programs, or try a shorter song.",
            code="out_of_memory",
        )
    if isinstance(wrong, OSError) and wrong.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError("There is no room left on the disk. Free some space, then try again.", code="disk_full")
    if isinstance(wrong, OSError) and wrong.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return StoreError(f"{wrong.filename} cannot be read or written: {wrong.strerror}.", code="no_access")
    return None
