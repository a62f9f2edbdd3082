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
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sfa_live import __version__
from sfa_live.errors import StoreError
from sfa_live.model.job import JobKind
from sfa_live.processes.kept_child import Child, ChildSpec
from sfa_live.processes.logs import keep_small, log_file, log_to
from sfa_live.processes.pid_lock import hold, holder
from sfa_live.settings import Settings, encode_settings

log = logging.getLogger("sfa_live.supervisor")

#: The server and the workers have this long to end, in seconds.
_PATIENCE: Final = 3.7
#: Then the rig has this long to fade and to end, in seconds: five are promised for the whole.
_RIG_PATIENCE: Final = 0.9
#: The log's size is looked at this often, in seconds.
_LOG_PACE: Final = 60.0
#: A folder with less room than this, in bytes, is full: the show could not even note where it is.
_ROOM: Final = 1 << 20


def child_specs(settings: Settings) -> tuple[ChildSpec, ...]:
    """The children in the order in which they start, the rig first."""
    told = f"{encode_settings(settings)}\n".encode()
    # -P: the folder that it is started from may hold an engine.py of somebody's.
    python = (sys.executable, "-P", "-m")
    return (
        ChildSpec("rig", (*python, "sfa_live.rig", "-"), told),
        ChildSpec("server", (*python, "sfa_live.server", "-"), told),
        *(ChildSpec(f"{kind} worker", (*python, "workers.run", "-", kind), told) for kind in JobKind),
    )


def serve(settings: Settings, specs: Sequence[ChildSpec] | None = None) -> None:
    """Run sfa_live on a data folder until SIGTERM or Ctrl-C; a second one ends the process with exit code 1.

    Raises `UsageError` when it runs there already or when a child cannot start as asked, `StoreError` when the folder
    cannot be used.
    """
    file = log_file(settings.data)
    try:
        for folder in (settings.run_folder, file.parent, settings.media):
            folder.mkdir(parents=True, exist_ok=True)
        _try_room(settings.run_folder / "room")
        keep_small(file)
        log_to(file)
    except OSError as wrong:
        raise StoreError(f"The data folder {settings.data} cannot be used: {wrong.strerror}.") from wrong
    with hold(settings.run_folder / "supervisor.lock", "sfa_live"):
        _end_orphan(settings.run_folder / "rig.lock")
        asyncio.run(Supervisor(settings, specs or child_specs(settings)).run())


class Supervisor:
    """All children of one data folder. Thread: its event loop."""

    def __init__(self, settings: Settings, specs: Sequence[ChildSpec]) -> None:
        """``specs`` are rig, server and workers, in this order."""
        self._processes_file = settings.run_folder / "processes.json"
        self._log_file = log_file(settings.data)
        self._children = [Child(spec, self._log_file, self._write_processes) for spec in specs]
        self._told_to_stop = asyncio.Event()

    async def run(self) -> None:
        """Keep the children until told to stop, then end them in reverse: the rig last, so that its fade is the end."""
        self._listen()
        log.info("sfa_live %s begins.", __version__)
        keeping = [asyncio.create_task(child.keep()) for child in self._children]
        keeping.append(asyncio.create_task(self._keep_log_small()))
        told = asyncio.create_task(self._told_to_stop.wait())
        done, _ = await asyncio.wait([told, *keeping], return_when=asyncio.FIRST_COMPLETED)
        log.info("Stopping.")
        for task in (told, *keeping):
            task.cancel()
        await asyncio.gather(told, *keeping, return_exceptions=True)
        rig, *others = self._children
        await asyncio.gather(*(child.end(_PATIENCE) for child in reversed(others)))
        await rig.end(_RIG_PATIENCE)
        self._processes_file.unlink(missing_ok=True)
        log.info("Stopped.")
        for task in done:
            task.result()

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        # Started with nohup, it goes on when the terminal is closed; else it ends with it, and in order.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            loop.add_signal_handler(signal.SIGHUP, self._stop)
        loop.add_signal_handler(signal.SIGUSR1, self._ask_for_stacks)

    def _stop(self) -> None:
        """Asked once: end in order. Asked twice: end now."""
        if self._told_to_stop.is_set():
            for child in self._children:
                child.kill()
            os._exit(1)
        self._told_to_stop.set()

    def _ask_for_stacks(self) -> None:
        for child in self._children:
            child.send(signal.SIGUSR1)

    async def _keep_log_small(self) -> None:
        while True:
            await asyncio.sleep(_LOG_PACE)
            try:
                keep_small(self._log_file)
            except OSError as wrong:
                log.warning("The log could not be put aside: %s.", wrong.strerror)

    def _write_processes(self) -> None:
        """Tell who is who: ``{supervisor, rig, server, workers: {…}}``. A full disk must not stop a restart."""
        rig, server, *workers = self._children
        body = {
            "supervisor": os.getpid(),
            "rig": rig.pid,
            "server": server.pid,
            "workers": {worker.name.removesuffix(" worker"): worker.pid for worker in workers},
        }
        new = self._processes_file.with_suffix(".new")
        try:
            new.write_text(json.dumps(body), encoding="utf-8")
            new.replace(self._processes_file)
        except OSError as wrong:
            log.warning("%s could not be written: %s.", self._processes_file.name, wrong.strerror)


def _try_room(file: Path) -> None:
    """`OSError` unless there is room to write."""
    try:
        file.write_bytes(bytes(_ROOM))
    finally:
        file.unlink(missing_ok=True)


def _end_orphan(lock: Path) -> None:
    """A rig whose supervisor was killed still plays: tell so, and let it end before another starts."""
    pid = holder(lock)
    if pid is None:
        return
    log.warning("A rig of an earlier run still plays (process %d). It is ended, and another goes on from there.", pid)
    number, patience = signal.SIGTERM, _PATIENCE
    while holder(lock) == pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        until = time.monotonic() + patience
        while holder(lock) == pid and time.monotonic() < until:
            time.sleep(0.05)
        number, patience = signal.SIGKILL, 1.0
