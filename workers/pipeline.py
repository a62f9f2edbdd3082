"""What each kind of job does, and how it ends."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, MutableMapping
from threading import Event
from typing import Any, Final

from sfa_live.errors import JobError, SfaError, StoreError
from sfa_live.jobs import MAX_ATTEMPTS, Progress, Task
from sfa_live.model.job import JobKind
from workers.analysis import analyse
from workers.download import download
from workers.processing import process
from workers.shop import Shop, Work
from workers.step_errors import Interrupted

log = logging.getLogger("sfa_live.workers")

_DO: Final[Mapping[JobKind, Callable[[Work], None]]] = {
    JobKind.DOWNLOAD: download,
    JobKind.PROCESSING: process,
    JobKind.ANALYSIS: analyse,
}
_UNFORESEEN: Final = "Something went wrong that nobody foresaw. Retry it; if it stays, the log says what it was."
#: Between two attempts to write a job's end into a database that is away, in seconds.
_PAUSE_S: Final = 1.0


def run_job(shop: Shop, task: Task, stop: Event, stopping: Event) -> None:
    """Run a job to its end, whichever that is, and write it.

    Blocks. ``stop`` ends this job, because it was cancelled or because the worker stops; ``stopping`` says which: then
    the job goes back to the queue as if it had not been begun.
    """
    told = _JobLog(task)
    told.info("begins")
    work = Work(shop, task, Progress(shop.jobs, task), stop, told)
    try:
        _DO[task.kind](work)
    except Interrupted:
        if stopping.is_set():
            told.info("goes back to the queue: the worker stops")
            shop.jobs.release(task)
        else:
            told.info("was cancelled")
    except JobError as wrong:
        if wrong.wire_code == "lost":
            told.info("was cancelled at its end: what it made is thrown away")
        else:
            _fail(shop, task, wrong.message, stopping, told)
    except SfaError as wrong:
        _fail(shop, task, wrong.message, stopping, told)
    except Exception:  # noqa: BLE001 - a job never takes its worker along
        told.exception("nobody foresaw this")
        _fail(shop, task, _UNFORESEEN, stopping, told)
    else:
        told.info("is completed")


def _fail(shop: Shop, task: Task, reason: str, stopping: Event, told: logging.LoggerAdapter[logging.Logger]) -> None:
    told.warning("failed: %s", reason)
    while not stopping.is_set():
        try:
            shop.jobs.fail(task, reason)
        except StoreError as away:
            told.error("its end could not be written, trying again: %s", away)
            time.sleep(_PAUSE_S)
        else:
            return


class _JobLog(logging.LoggerAdapter[logging.Logger]):
    """A log whose every line says which job it is about."""

    def __init__(self, task: Task) -> None:
        super().__init__(log)
        self._about = f"{task.kind} job {task.id} (track {task.track_id}, attempt {task.attempt}/{MAX_ATTEMPTS})"

    def process(self, msg: str, kwargs: MutableMapping[str, Any]) -> tuple[str, MutableMapping[str, Any]]:
        """Put the job in front."""
        return f"{self._about} {msg}", kwargs
