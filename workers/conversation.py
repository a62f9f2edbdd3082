"""Listening to a step: JSON lines on its standard output, and everything else into the log."""

from __future__ import annotations

import logging
import os
import selectors
import signal
import subprocess
import time
from collections import deque
from threading import Event
from typing import IO, Any, Final, Protocol

import msgspec
from msgspec import Struct

from workers.groups import has_ended, signal_group
from workers.lines import Lines
from workers.step_errors import Interrupted, fell_silent

#: The longest line that a step may write, in bytes.
_LINE_LIMIT: Final = 4 * 1024**2
#: Of what a failed step wrote, so many lines are passed on to the log, and of each so many bytes.
_NOTES: Final = 40
_NOTE_LENGTH: Final = 500
_LOOK_EVERY_S: Final = 0.1


class ReportProgress(Protocol):
    """Takes how far a step is, in percent, and what it does, in words."""

    def __call__(self, percent: float, words: str, /) -> None:
        """Take them."""


class _Said(Struct, frozen=True):
    type: str
    percent: float = 0.0
    message: str = ""


class Conversation:
    """One step's words, from its start to its end; for the thread that started it."""

    def __init__(
        self, process: subprocess.Popen[bytes], report: ReportProgress, log: logging.LoggerAdapter[logging.Logger]
    ) -> None:
        self._process = process
        self._report = report
        self._log = log
        #: What the step wrote last, other than what was asked of it.
        self._notes: deque[bytes] = deque(maxlen=_NOTES)
        self._heard_at = time.monotonic()
        self._last: dict[str, Any] | None = None

    def until_end(self, step: str, stop: Event, quiet_s: float) -> dict[str, Any] | None:
        """Listen until the step has ended; its result or error line, if there was one."""
        out, err = Lines(_LINE_LIMIT), Lines(_LINE_LIMIT)
        ended = False
        with selectors.DefaultSelector() as pipes:
            pipes.register(_pipe(self._process.stdout), selectors.EVENT_READ, (out, self._hear))
            pipes.register(_pipe(self._process.stderr), selectors.EVENT_READ, (err, self._note))
            while pipes.get_map():
                for key, _ in pipes.select(_LOOK_EVERY_S):
                    lines, take = key.data
                    data = os.read(key.fd, 65_536)
                    for line in lines.feed(data):
                        take(line)
                    if not data:
                        pipes.unregister(key.fileobj)
                if not ended and stop.is_set():
                    raise Interrupted
                if not ended and time.monotonic() - self._heard_at > quiet_s:
                    self._log_notes(step)
                    raise fell_silent(step, quiet_s)
                if not ended and has_ended(self._process.pid):
                    ended = True
                    signal_group(self._process.pid, signal.SIGKILL)  # what it left behind holds the pipes open
        if out.dropped:
            self._log.warning("%d lines of the %s step were too long", out.dropped, step)
        if self._last is None or self._last["type"] == "error":
            self._log_notes(step)
        return self._last

    def _hear(self, line: bytes) -> None:
        try:
            said = msgspec.json.decode(line, type=_Said)
            whole = msgspec.json.decode(line) if said.type in ("result", "error") else None
        except (msgspec.MsgspecError, RecursionError):  # something that a library printed
            self._note(line)
            return
        if said.type == "progress":
            self._heard_at = time.monotonic()
            self._report(said.percent, said.message)
        elif whole is not None:
            self._last = whole
        else:
            self._note(line)

    def _note(self, line: bytes) -> None:
        self._notes.append(line[:_NOTE_LENGTH])

    def _log_notes(self, step: str) -> None:
        if self._notes:
            notes = b"\n    ".join(self._notes).decode(errors="replace")
            self._log.warning("the %s step wrote at its end:\n    %s", step, notes)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None, "both pipes were asked for"
    return pipe
