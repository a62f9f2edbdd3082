"""What surfaces ask of jobs: look, try again, stop, prepare anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from sfa_live.errors import NotReadyError
from sfa_live.model.job import ENDED, JobKind, JobStatus, JobView
from sfa_live.music.job_rows import add_job, get_job, move, retry, tell_track, unique_key
from sfa_live.music.tables import JobRow
from sfa_live.music.track_rows import get_track
from sfa_live.music.views import job_view

_BEHIND_NEW_SONGS: Final = 1


def one_job(session: Session, job_id: str) -> JobView:
    """One job."""
    return job_view(get_job(session, job_id))


def retry_job(session: Session, job_id: str) -> JobView:
    """Queue a failed or cancelled job anew."""
    job = get_job(session, job_id, lock=True)
    retry(session, job)
    return job_view(job)


def cancel_job(session: Session, job_id: str) -> JobView:
    """Cancel a job; the worker that runs it notices that the row is no longer its own."""
    job = get_job(session, job_id, lock=True)
    move(session, job, JobStatus.CANCELLED, error="Cancelled.")
    return job_view(job)


def is_upload(session: Session, job_id: str) -> bool:
    """Whether the job's track came as a file, which nobody but its owner can bring again."""
    track = get_track(session, get_job(session, job_id).track_id)
    return track.content_key.startswith("sha256:")


def prepare_again(session: Session, track_id: str, request: Mapping[str, Any]) -> JobView:
    """Queue the processing of a track anew; the same while it is under way is the job that is there."""
    track = get_track(session, track_id)
    jobs = list(session.scalars(select(JobRow).where(JobRow.track_id == track_id)))
    if not any(job.kind == JobKind.DOWNLOAD and job.status == JobStatus.COMPLETED for job in jobs):
        raise NotReadyError("This song has not been taken in yet: wait until it is, or try its download again.")
    key = unique_key(track, JobKind.PROCESSING, request)
    for job in jobs:
        if job.unique_key == key and job.status not in ENDED:
            return job_view(job)
        if job.unique_key == key:
            job.unique_key = None  # its work is done; the name goes to the new job
    session.flush()
    job = add_job(session, track, JobKind.PROCESSING, request, priority=_BEHIND_NEW_SONGS)
    tell_track(session, track_id)
    return job_view(job)
