"""One worker process: its claims, its running jobs, and the thread that looks after them."""

from __future__ import annotations

import logging
import os
import time
from datetime import datetime
from threading import Event, Thread
from typing import Final

from sfa_live.errors import StoreError
from sfa_live.jobs import JobStore, Owner, Task
from sfa_live.model.job import JobKind
from sfa_live.music import Database
from sfa_live.settings import Settings
from sfa_live.storage import MediaStore
from workers.child import StepRunner
from workers.pipeline import run_job
from workers.shop import Shop

log = logging.getLogger("sfa_live.workers")

#: How soon a cancelled job is noticed, in seconds.
_LOOK_S: Final = 0.2
#: How often jobs of dead workers are looked for, in seconds.
_SWEEP_S: Final = 0.6
_HEARTBEAT_S: Final = 5.0


def threads_for(kind: JobKind) -> int:
    """Jobs that one worker process runs at a time: separation takes the whole machine where it is small."""
    if kind == JobKind.DOWNLOAD:
        return 3
    return 1 if kind == JobKind.PROCESSING and (os.cpu_count() or 2) <= 2 else 2


class Crew:
    """The jobs of one queue in one process. Its threads come from Dramatiq; this is what they share."""

    def __init__(self, settings: Settings, kind: JobKind, runner: StepRunner) -> None:
        self.kind = kind
        self.database = Database(settings)
        self.database.migrate()
        self.owner = Owner(settings.run_folder)
        self.jobs = JobStore(self.database, self.owner)
        store = MediaStore(settings.media)
        store.ensure()
        self.shop = Shop(settings, self.database, store, self.jobs, runner)
        self.stopping = Event()
        self._taken: dict[str, Task] = {}
        self._running: dict[tuple[str, datetime], tuple[Task, Event]] = {}
        self._caretaker = Thread(target=self._look_after, name="caretaker", daemon=True)

    def start(self) -> None:
        """Put back what dead workers had, remove what they left, and begin to look after jobs."""
        self.jobs.sweep()
        self.shop.store.remove_stale_staging()
        self._caretaker.start()

    def take(self) -> str | None:
        """Claim the next job of the queue, to be begun by `perform`."""
        if self.stopping.is_set():
            return None
        task = self.jobs.claim(self.kind)
        if task is None:
            return None
        self._taken[task.id] = task
        return task.id

    def put_back(self, job_id: str) -> None:
        """Give back a job that was taken and not begun."""
        task = self._taken.pop(job_id, None)
        if task is not None:
            self.jobs.release(task)

    def perform(self, job_id: str) -> None:
        """Run a job to its end; nothing happens when it is not to be had."""
        task = self._taken.pop(job_id, None) or self.jobs.claim(self.kind, job_id)
        if task is None:
            return
        stop = Event()
        self._running[task.id, task.started] = task, stop
        if self.stopping.is_set():
            stop.set()
        try:
            run_job(self.shop, task, stop, self.stopping)
        finally:
            del self._running[task.id, task.started]

    def stop(self) -> None:
        """Have every running job stopped and put back; returns at once."""
        self.stopping.set()
        for _, stop in list(self._running.values()):
            stop.set()

    def close(self) -> None:
        """Own nothing more."""
        self._caretaker.join(timeout=1.0)
        self.owner.close()
        self.database.close()

    def _look_after(self) -> None:
        swept_at = beaten_at = time.monotonic()
        while not self.stopping.wait(_LOOK_S):
            moment = time.monotonic()
            try:
                if self._running:
                    self._stop_lost()
                if moment - swept_at >= _SWEEP_S:
                    swept_at = moment
                    self.jobs.sweep()
                if moment - beaten_at >= _HEARTBEAT_S:
                    beaten_at = moment
                    self.jobs.heartbeat()
            except StoreError as away:
                log.warning("Jobs could not be looked after: %s", away)

    def _stop_lost(self) -> None:
        running = dict(self._running)
        for task in self.jobs.lost([task for task, _ in running.values()]):
            running[task.id, task.started][1].set()
