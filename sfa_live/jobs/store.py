"""The job store: which job is whose, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlalchemy.orm import Session

from sfa_live.errors import JobError
from sfa_live.jobs.owner import Owner
from sfa_live.model.job import JobKind, JobStatus
from sfa_live.music import Database, JobRow, claims, move, own_job, tell_job

#: A job is given to a worker so many times; then it is the job's fault.
MAX_ATTEMPTS: Final = 3
#: An owner whose lock cannot be looked at is believed dead after so long without a heartbeat.
LEASE: Final = timedelta(seconds=30)
#: A ready job for which a message was sent is woken anew after so long.
PATIENCE: Final = timedelta(seconds=10)
#: Events are kept so long.
MEMORY: Final = timedelta(minutes=10)


class Task(Struct, frozen=True):
    """A job in a worker's hands."""

    id: str
    track_id: str
    kind: JobKind
    request: Mapping[str, Any]
    #: Which delivery this is, from 1 to `MAX_ATTEMPTS`.
    attempt: int
    #: When this delivery began, which tells it from every other.
    started: datetime


class JobStore:
    """The jobs that one worker process takes on. Any thread; every call is one transaction, and blocks for it."""

    def __init__(self, database: Database, owner: Owner) -> None:
        self._database = database
        self._owner = owner

    def ready(self, kind: JobKind) -> bool:
        """Whether a job of that kind could be claimed now; a cheap look that waits for nobody."""
        with self._database.reading() as session:
            return claims.first_ready(session, kind) is not None

    def claim(self, kind: JobKind, job_id: str | None = None) -> Task | None:
        """Take on the first ready job of that kind, or that very one; None when there is none to take.

        The delivery is counted here, before the run, so that a job that takes its worker along is counted too.
        """
        with self._database.transaction() as session:
            started = datetime.now(UTC)
            job = claims.claim(session, kind, job_id, owner=self._owner.id, started=started, lease=LEASE)
            if job is None:
                return None
            tell_job(session, job, "job:started")
            return Task(job.id, job.track_id, kind, job.request, job.attempt, started)

    def advance(self, task: Task, percent: int, step: str) -> None:
        """Write how far a job is; it never goes back, and a job that is no longer ours stays as it is."""
        with self._database.transaction() as session:
            job = self._still_ours(session, task)
            if job is not None:
                job.progress, job.step = max(job.progress, percent), step
                tell_job(session, job, "job:progress")

    def start_processing(self, task: Task) -> None:
        """Say that a download is over and its file is being taken in."""
        with self._database.transaction() as session:
            move(session, self._require_ours(session, task), JobStatus.PROCESSING)

    def complete(self, task: Task, record: Callable[[Session], None]) -> None:
        """End a job well: ``record`` writes what came of it in the same transaction.

        `JobError` (code ``lost``), and nothing written, when the job was cancelled or deleted meanwhile.
        """
        with self._database.transaction() as session:
            job = self._require_ours(session, task)
            record(session)
            move(session, job, JobStatus.COMPLETED)

    def fail(self, task: Task, error: str) -> None:
        """End a job badly, with a sentence for a musician."""
        with self._database.transaction() as session:
            job = self._still_ours(session, task)
            if job is not None:
                move(session, job, JobStatus.FAILED, error=error)

    def release(self, task: Task) -> None:
        """Put a job back as if it had never been taken on."""
        with self._database.transaction() as session:
            job = self._still_ours(session, task)
            if job is not None:
                move(session, job, JobStatus.QUEUED)
                job.attempt -= 1

    def lost(self, tasks: Collection[Task]) -> list[Task]:
        """Those of the tasks that are no longer ours, because somebody cancelled or deleted them."""
        with self._database.reading() as session:
            ours = claims.owned(session, self._owner.id)
        return [task for task in tasks if ours.get(task.id) != task.started]

    def wake(self, kind: JobKind) -> list[str]:
        """The ids of ready jobs that a message broker has not been told of, or has forgotten."""
        with self._database.transaction() as session:
            return claims.wake(session, kind, PATIENCE)

    def heartbeat(self) -> None:
        """Say that this process lives, so that its leases begin anew; and forget old events."""
        with self._database.transaction() as session:
            claims.extend(session, self._owner.id, LEASE)
            claims.forget_events(session, datetime.now(UTC) - MEMORY)

    def sweep(self) -> int:
        """Put back the jobs of dead owners, or fail those that have had their attempts; how many there were."""
        with self._database.reading() as session:
            owners = claims.owners(session)
        moment = datetime.now(UTC)
        gone = {owner for owner, lease_until in owners if self._is_gone(owner, lease_until < moment)}
        if not gone:
            return 0
        with self._database.transaction() as session:
            jobs = claims.owned_by_any(session, gone)
            for job in jobs:
                _take_back(session, job)
        self._owner.bury_the_dead()
        return len(jobs)

    def _is_gone(self, owner: str, lease_over: bool) -> bool:
        dead = self._owner.is_dead(owner)
        return lease_over if dead is None else dead

    def _still_ours(self, session: Session, task: Task) -> JobRow | None:
        return own_job(session, task.id, self._owner.id, task.started)

    def _require_ours(self, session: Session, task: Task) -> JobRow:
        job = self._still_ours(session, task)
        if job is None:
            raise JobError("This job was cancelled meanwhile.", code="lost")
        return job


def _take_back(session: Session, job: JobRow) -> None:
    if job.attempt < MAX_ATTEMPTS:
        move(session, job, JobStatus.QUEUED)
    else:
        move(
            session,
            job,
            JobStatus.FAILED,
            error=f"This song stopped the worker {job.attempt} times, so it is not tried again by itself. "
            "Check the file, then retry.",
        )
