"""What the routes of downloads, separations and analyses have in common."""

from __future__ import annotations

from msgspec import Struct

from sfa_live.errors import NotFoundError
from sfa_live.model.job import JobKind, JobView
from sfa_live.model.track import TrackView
from web.parts import Parts


class JobBegun(Struct, frozen=True, kw_only=True):
    """A job that was begun, or that was under way already."""

    success: bool
    job_id: str
    status: str


async def find_job(parts: Parts, job_id: str, kind: JobKind) -> JobView:
    """The job of that id and kind; `NotFoundError` when it is none or of another kind."""
    job = await parts.library.job(job_id)
    if job.kind != kind:
        raise NotFoundError(f"There is no {kind} job {job_id!r}.")
    return job


def job_of(track: TrackView, kind: JobKind) -> JobView:
    """The track's latest job of that kind; `NotFoundError` when it has none."""
    found = [job for job in track.jobs if job.kind == kind]
    if not found:
        raise NotFoundError(f"“{track.title}” has no {kind} job yet.")
    return found[-1]
