"""One step in one child process: started, listened to, held to its limits, and stopped with all it started."""

from __future__ import annotations

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import IO, Any, Final, Protocol

import msgspec
from msgspec import Struct

from workers.lines import Lines
from workers.step_errors import Interrupted, StepError, crashed, fell_silent

_LEASH: Final = str(Path(__file__).with_name("leash.py"))
#: The longest line that a step may write, in bytes.
_LINE_LIMIT: Final = 4 * 1024**2
#: At most so many lines of a step's log are passed on.
_LOG_LINES: Final = 2000
_LOOK_EVERY_S: Final = 0.1
#: A step that was asked to end is killed after so long.
_GRACE_S: Final = 0.4

_GIB: Final = 1024**3


class Limits(Struct, frozen=True):
    """What a step may use."""

    #: Longest time without progress, in seconds.
    quiet_s: float = 120.0
    #: Address space, in bytes: well above what a step needs, well below what takes a machine down with it.
    memory: int = 16 * _GIB
    #: The largest file it may write, in bytes.
    file_size: int = 32 * _GIB


class _Said(Struct, frozen=True):
    type: str
    percent: float = 0.0
    message: str = ""


class ReportProgress(Protocol):
    """Takes how far a step is, in percent, and what it does, in words."""

    def __call__(self, percent: float, words: str, /) -> None:
        """Take them."""


def step_command(step: str) -> Sequence[str]:
    """The command that runs a step."""
    return (sys.executable, "-m", f"workers.steps.{step}")


class StepRunner:
    """Runs steps. Any number of threads may run one each."""

    def __init__(self, command: Callable[[str], Sequence[str]] = step_command) -> None:
        self._command = command

    def run(
        self,
        step: str,
        request: Mapping[str, Any],
        *,
        report: ReportProgress,
        stop: Event,
        log: logging.LoggerAdapter[logging.Logger],
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> dict[str, Any]:
        """Run a step to its end and give its result.

        Blocks. `StepError` when it fails, `Interrupted` within a second after ``stop`` was set. Afterwards nothing that
        the step started is alive.
        """
        with _started(self._command(step), request, limits) as process:
            last = _Conversation(process, report, log).until_end(step, stop, limits.quiet_s)
        if last is None:
            raise crashed(step, process.returncode)
        if last.pop("type") == "error":
            raise StepError(str(last.get("message")), code=str(last.get("code")))
        return last


class _Conversation:
    def __init__(
        self, process: subprocess.Popen[bytes], report: ReportProgress, log: logging.LoggerAdapter[logging.Logger]
    ) -> None:
        self._process = process
        self._report = report
        self._log = log
        self._logged = 0
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
                    raise fell_silent(step, quiet_s)
                if not ended and _has_ended(self._process.pid):
                    ended = True
                    _signal_group(self._process.pid, signal.SIGKILL)  # what it left behind holds the pipes open
        if out.dropped:
            self._log.warning("%d lines of the %s step were too long", out.dropped, step)
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
        self._logged += 1
        if self._logged <= _LOG_LINES:
            self._log.debug("step: %s", line[:2000].decode(errors="replace"))


@contextmanager
def _started(command: Sequence[str], request: Mapping[str, Any], limits: Limits) -> Iterator[subprocess.Popen[bytes]]:
    lifeline, held = os.pipe()
    leash = (sys.executable, "-I", "-S", _LEASH, str(lifeline), str(limits.memory), str(limits.file_size))
    try:
        with tempfile.TemporaryFile() as asked:
            asked.write(json.dumps(request, default=str).encode())
            asked.seek(0)
            process = subprocess.Popen(
                (*leash, *command),
                stdin=asked,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(lifeline,),
                start_new_session=True,
            )
    finally:
        os.close(lifeline)
    try:
        with process:
            try:
                yield process
            except BaseException:
                _stop_group(process.pid)
                raise
    finally:
        os.close(held)


def _stop_group(leader: int) -> None:
    """Ask the group to end, then make it."""
    _signal_group(leader, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE_S
    while not _has_ended(leader) and time.monotonic() < deadline:
        time.sleep(0.02)
    _signal_group(leader, signal.SIGKILL)


def _has_ended(pid: int) -> bool:
    # It is left unreaped, so that its number, which is the group's, cannot be given to another process meanwhile.
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # all of it has ended (macOS says so in its own way)
        os.killpg(leader, number)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None, "both pipes were asked for"
    return pipe
