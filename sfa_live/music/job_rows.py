"""Job rows: made, found, and moved only where their kind allows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from sfa_live.errors import NotFoundError
from sfa_live.model.job import ENDED, JobKind, JobStatus, check_move
from sfa_live.music.events import tell
from sfa_live.music.tables import JobRow, TrackRow, now
from sfa_live.music.views import job_view, track_view, wire

#: Raise it when a kind of work changes so much that what was made before should be made again.
VERSION: Final = 1

_TOLD_AS: Final = {
    JobStatus.QUEUED: "job:progress",
    JobStatus.DOWNLOADING: "job:started",
    JobStatus.PROCESSING: "job:started",
    JobStatus.COMPLETED: "job:completed",
    JobStatus.FAILED: "job:failed",
    JobStatus.CANCELLED: "job:failed",
}


def add_job(
    session: Session,
    track: TrackRow,
    kind: JobKind,
    request: Mapping[str, Any],
    *,
    after: JobRow | None = None,
    priority: int = 0,
) -> JobRow:
    """Queue a job for a track; the same work asked for twice is an `IntegrityError` at the flush."""
    key = unique_key(track, kind, request)
    job = JobRow(
        track_id=track.id,
        kind=kind,
        request=dict(request),
        unique_key=key,
        after_id=after and after.id,
        priority=priority,
    )
    session.add(job)
    session.flush()
    return job


def unique_key(track: TrackRow, kind: JobKind, request: Mapping[str, Any]) -> str:
    """The name of a piece of work: content, step, model, rate, version."""
    model, rate = request.get("model", ""), request.get("rate", "")
    return f"{track.content_key}|{kind}|{model}|{rate}|{VERSION}"


def get_job(session: Session, job_id: str, *, lock: bool = False) -> JobRow:
    """The row of a job, locked against other writers if asked; `NotFoundError` when there is none."""
    job = session.get(JobRow, job_id, with_for_update=lock or None)
    if job is None:
        raise NotFoundError(f"There is no job {job_id!r}.")
    return job


def own_job(session: Session, job_id: str, owner: str, started: datetime) -> JobRow | None:
    """The row of a job, locked, if the run that this owner started at that moment still has it."""
    job = session.get(JobRow, job_id, with_for_update=True)
    return job if job is not None and (job.owner, job.started_at) == (owner, started) else None


def move(session: Session, job: JobRow, status: JobStatus, *, error: str | None = None) -> None:
    """Move a job to another status and tell it; `JobError` and no change when it cannot go there.

    What waits for a job that will not be completed is called off with it.
    """
    check_move(JobKind(job.kind), JobStatus(job.status), status)
    job.status, job.error = status, error
    if status == JobStatus.QUEUED:
        job.progress, job.step, job.started_at, job.ended_at = 0, None, None, None
    if status == JobStatus.COMPLETED:
        job.progress = 100
    if status == JobStatus.QUEUED or status in ENDED:
        job.owner = job.lease_until = job.woken_at = None
    if status in ENDED:
        job.ended_at = now()
    tell_job(session, job, _TOLD_AS[status])
    if status in (JobStatus.FAILED, JobStatus.CANCELLED):
        _call_off_waiting(session, job)
    if status == JobStatus.QUEUED or status in ENDED:
        tell_track(session, job.track_id)


def retry(session: Session, job: JobRow) -> None:
    """Queue a job anew that failed or was cancelled, with whatever it waits for and whatever waits for it."""
    before = session.get(JobRow, job.after_id) if job.after_id else None
    if before is not None and before.status in (JobStatus.FAILED, JobStatus.CANCELLED):
        retry(session, before)
        return
    move(session, job, JobStatus.QUEUED)
    job.attempt = 0
    for waiting in _waiting_for(session, job):
        if waiting.status == JobStatus.CANCELLED:
            move(session, waiting, JobStatus.QUEUED)
            waiting.attempt = 0


def tell_job(session: Session, job: JobRow, name: str) -> None:
    """Have an event of that name told about a job."""
    tell(session, name, {"job_id": job.id, **wire(job_view(job))})


def tell_track(session: Session, track_id: str) -> None:
    """Have it told that a track has changed."""
    track = session.get(TrackRow, track_id)
    if track is not None:
        tell(session, "track:updated", wire(track_view(session, track)))


def _call_off_waiting(session: Session, job: JobRow) -> None:
    reason = (
        f"Called off, because the {job.kind} was {job.status}." if job.error is None else f"Called off: {job.error}"
    )
    for waiting in _waiting_for(session, job):
        if waiting.status not in ENDED:
            move(session, waiting, JobStatus.CANCELLED, error=reason)


def _waiting_for(session: Session, job: JobRow) -> list[JobRow]:
    return list(session.scalars(select(JobRow).where(JobRow.after_id == job.id).with_for_update()))
