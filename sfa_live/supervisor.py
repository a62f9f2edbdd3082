"""The supervisor: starts the rig, the server and the workers, restarts the one that dies, stops them in reverse.

One for one: whatever happens to a child, the others go on. It does nothing else, so that nothing can happen to it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sfa_live.errors import StoreError
from sfa_live.model.job import JobKind
from sfa_live.pid_lock import hold, holder
from sfa_live.settings import Settings, encode_settings

log = logging.getLogger("sfa_live.supervisor")

#: Waits before a child is started again, in seconds: at once the first time, then longer and longer.
_BACK_OFF: Final = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0)
#: A child that has run this long has recovered, and begins the waits anew, in seconds.
_RECOVERED: Final = 30.0
#: All children together have this long to end, in seconds; the rest of the five goes to the last of them, killed.
_STOP_PATIENCE: Final = 4.5
#: A child that ends with this code was told something that no restart can mend.
EXIT_USAGE: Final = 2
#: A log file larger than this, in bytes, is put aside at the start.
_LOG_SIZE: Final = 10 << 20


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """A child by its name and command."""

    name: str
    command: tuple[str, ...]


def child_specs(settings: Settings) -> tuple[ChildSpec, ...]:
    """The children in the order in which they start."""
    word = encode_settings(settings)
    python = (sys.executable, "-m")
    return (
        ChildSpec("rig", (*python, "sfa_live.rig", word)),
        ChildSpec("server", (*python, "sfa_live.server", word)),
        *(ChildSpec(f"worker {kind}", (*python, "workers.run", word, kind)) for kind in JobKind),
    )


class Child:
    """One child, kept alive."""

    def __init__(
        self, spec: ChildSpec, log_file: Path, changed: Callable[[], None], gave_up: Callable[[int], None]
    ) -> None:
        self.spec = spec
        self.process: asyncio.subprocess.Process | None = None
        self._log_file = log_file
        self._changed = changed
        self._gave_up = gave_up
        self._ending = False

    @property
    def pid(self) -> int | None:
        """The process's number; None while there is none."""
        return None if self.process is None or self.process.returncode is not None else self.process.pid

    async def keep(self) -> None:
        """Start it, wait until it dies, and start it again, until told to end."""
        deaths = 0
        while not self._ending:
            begin = time.monotonic()
            code = await self._live()
            if self._ending:
                return
            if code == EXIT_USAGE:
                self._gave_up(code)
                return
            deaths = 0 if time.monotonic() - begin > _RECOVERED else deaths
            wait = _BACK_OFF[min(deaths, len(_BACK_OFF) - 1)]
            deaths += 1
            log.warning("The %s ended %s; it is started again%s.", self.spec.name, _in_words(code), _after(wait))
            await asyncio.sleep(wait)

    async def end(self, until: float) -> None:
        """Ask it to end; kill it when it has not by then (seconds of the monotonic clock)."""
        self._ending = True
        process = self.process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), max(0.1, until - time.monotonic()))
        except TimeoutError:
            log.warning("The %s does not end and is killed.", self.spec.name)
            self.kill()
            await process.wait()

    def kill(self) -> None:
        """End it and whatever it started, at once."""
        if (pid := self.pid) is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    async def _live(self) -> int:
        with self._log_file.open("ab") as sink:
            self.process = await asyncio.create_subprocess_exec(
                *self.spec.command, stdin=asyncio.subprocess.DEVNULL, stdout=sink, stderr=sink, process_group=0
            )
        self._changed()
        return await self.process.wait()


class Supervisor:
    """All children of one data folder."""

    def __init__(self, settings: Settings, specs: Sequence[ChildSpec]) -> None:
        self._settings = settings
        self._stopping = asyncio.Event()
        self._exit = 0
        log_file = settings.data / "logs" / "sfa_live.log"
        self._children = [Child(spec, log_file, self._write_processes, self._give_up) for spec in specs]

    async def run(self) -> int:
        """Keep the children until told to stop; the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        keeping = [asyncio.create_task(child.keep()) for child in self._children]
        await self._stopping.wait()
        until = time.monotonic() + _STOP_PATIENCE
        rig, *others = self._children
        await asyncio.gather(*(child.end(until) for child in reversed(others)))
        await rig.end(until)
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
        self._processes_file.unlink(missing_ok=True)
        return self._exit

    @property
    def _processes_file(self) -> Path:
        return self._settings.run_folder / "processes.json"

    def _stop(self) -> None:
        """Asked once: end in order. Asked twice: end now."""
        if self._stopping.is_set():
            for child in self._children:
                child.kill()
            os._exit(1)
        self._stopping.set()

    def _give_up(self, code: int) -> None:
        self._exit = code
        self._stopping.set()

    def _write_processes(self) -> None:
        workers = {child.spec.name.removeprefix("worker "): child.pid for child in self._children[2:]}
        rig, server = (child.pid for child in self._children[:2])
        body = {"supervisor": os.getpid(), "rig": rig, "server": server, "workers": workers}
        new = self._processes_file.with_suffix(".new")
        new.write_text(json.dumps(body), encoding="utf-8")
        new.replace(self._processes_file)


def serve(settings: Settings, specs: Sequence[ChildSpec] | None = None) -> int:
    """Run sfa_live on a data folder until SIGTERM or Ctrl-C; the exit code.

    Raises `UsageError` when it runs there already, `StoreError` when the folder cannot be used.
    """
    try:
        for folder in (settings.run_folder, settings.data / "logs", settings.media):
            folder.mkdir(parents=True, exist_ok=True)
        _put_aside(settings.data / "logs" / "sfa_live.log")
    except OSError as wrong:
        raise StoreError(f"The data folder {settings.data} cannot be used: {wrong.strerror}.") from wrong
    with hold(settings.run_folder / "supervisor.lock", "sfa_live"):
        _end_orphan(settings.run_folder / "rig.lock")
        return asyncio.run(_run(settings, specs or child_specs(settings)))


async def _run(settings: Settings, specs: Sequence[ChildSpec]) -> int:
    return await Supervisor(settings, specs).run()


def _end_orphan(lock: Path) -> None:
    """A rig whose supervisor was killed still plays: tell so, and let it end before another starts."""
    pid = holder(lock)
    if pid is None:
        return
    log.warning("A rig of an earlier run still plays (process %d). It is ended, and another goes on from there.", pid)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + _STOP_PATIENCE
    while holder(lock) is not None:
        if time.monotonic() > until:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def _put_aside(log_file: Path) -> None:
    if log_file.exists() and log_file.stat().st_size > _LOG_SIZE:
        log_file.replace(log_file.with_suffix(".log.1"))


def _in_words(code: int) -> str:
    return f"by signal {signal.Signals(-code).name}" if code < 0 else f"with code {code}"


def _after(wait: float) -> str:
    return f" in {wait:g} s" if wait else ""
