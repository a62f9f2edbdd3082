"""A child process that is kept alive: started again when it dies, later and later when it dies again and again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sfa_live.errors import UsageError
from sfa_live.processes.logs import last_error

log = logging.getLogger("sfa_live.supervisor")

#: Waits before a child is started again, in seconds: at once the first time, then longer and longer.
_BACK_OFF: Final = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0)
#: A child that has lived this long, in seconds, had come up, and is started again at once; the others wait.
_RECOVERED: Final = 2.0
#: A child that ends with this code at its first start was asked for something that no restart can mend.
_EXIT_USAGE: Final = 2


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """A child by its name and command."""

    name: str
    command: tuple[str, ...]
    #: What it reads on its standard input, before that ends.
    told: bytes = field(default=b"", repr=False)


class Child:
    """One child and its lives. Thread: the supervisor's event loop."""

    def __init__(self, spec: ChildSpec, log_file: Path, changed: Callable[[], None]) -> None:
        """``changed`` is called whenever `pid` has changed."""
        self.name = spec.name
        self._command = spec.command
        self._told = spec.told
        self._log_file = log_file
        self._changed = changed
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        """The process's number; None while there is none."""
        return None if self._process is None or self._process.returncode is not None else self._process.pid

    async def keep(self) -> None:
        """Start it, wait until it dies, and start it again, until cancelled; the process is then left as it is.

        Raises `UsageError` with the child's own words when its very first life ends with exit code 2.
        """
        first, deaths = True, 0
        while True:
            born, place = time.monotonic(), _size(self._log_file)
            try:
                code = await self._live()
                ended = f"ended {_in_words(code)}"
            except OSError as wrong:
                code, ended = None, f"could not be started ({wrong.strerror})"
            if first and code == _EXIT_USAGE:
                raise UsageError(last_error(self._log_file, place) or f"The {self.name} cannot start: see the log.")
            first = False
            if time.monotonic() - born > _RECOVERED:
                deaths = 0
            wait = _BACK_OFF[min(deaths, len(_BACK_OFF) - 1)]
            deaths += 1
            log.warning("The %s %s; it is started again%s.", self.name, ended, f" in {wait:g} s" if wait else "")
            await asyncio.sleep(wait)

    async def end(self, patience: float) -> None:
        """Ask it to end, and kill it when it has not after so many seconds."""
        if self._process is None:
            return
        self.send(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), patience)
        except TimeoutError:
            log.warning("The %s does not end and is killed.", self.name)
            self.kill()
            await self._process.wait()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it is there."""
        if (pid := self.pid) is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill(self) -> None:
        """End it and its whole process group, at once."""
        if (pid := self.pid) is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    async def _live(self) -> int:
        with self._log_file.open("ab") as sink:
            # Its own group: Ctrl-C in the terminal reaches the supervisor alone, which ends everything in order.
            self._process = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=sink, stderr=sink, process_group=0
            )
        await self._tell(self._process)
        self._changed()
        code = await self._process.wait()
        self._changed()
        return code

    async def _tell(self, process: Process) -> None:
        if process.stdin is None:
            return
        process.stdin.write(self._told)
        # A child that is gone already did not want to hear it.
        with contextlib.suppress(ConnectionError):
            await process.stdin.drain()
        process.stdin.close()


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _in_words(code: int) -> str:
    return f"by signal {signal.Signals(-code).name}" if code < 0 else f"with code {code}"
