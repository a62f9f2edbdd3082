"""Claims: which worker has which job. Statements only; what they mean stands in `sfa_live.jobs`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from sfa_live.model.job import JobKind, JobStatus, check_move
from sfa_live.music.tables import EventRow, JobRow, now

#: What a claimed job of each kind goes to.
_STARTED: Final = {
    JobKind.DOWNLOAD: JobStatus.DOWNLOADING,
    JobKind.PROCESSING: JobStatus.PROCESSING,
    JobKind.ANALYSIS: JobStatus.PROCESSING,
}
_RUNNING: Final = (JobStatus.DOWNLOADING, JobStatus.PROCESSING)


def first_ready(session: Session, kind: JobKind) -> str | None:
    """The id of the job of that kind that goes next."""
    found = select(JobRow.id).where(_ready(kind)).order_by(JobRow.priority, JobRow.created_at, JobRow.id)
    return session.scalars(found.limit(1)).one_or_none()


def claim(
    session: Session, kind: JobKind, job_id: str | None, *, owner: str, started: datetime, lease: timedelta
) -> JobRow | None:
    """Give the next ready job of that kind, or that very one, to an owner, and count the delivery."""
    check_move(kind, JobStatus.QUEUED, _STARTED[kind])
    chosen = select(JobRow.id).where(_ready(kind)).order_by(JobRow.priority, JobRow.created_at, JobRow.id)
    if job_id is not None:
        chosen = chosen.where(JobRow.id == job_id)
    chosen = chosen.limit(1).with_for_update(skip_locked=True)
    taken = (
        update(JobRow)
        .where(JobRow.id == chosen.scalar_subquery(), JobRow.status == JobStatus.QUEUED)
        .values(
            status=_STARTED[kind],
            attempt=JobRow.attempt + 1,
            owner=owner,
            lease_until=started + lease,
            started_at=started,
            error=None,
            lock_version=JobRow.lock_version + 1,
        )
        .returning(JobRow)
    )
    return session.scalars(taken).one_or_none()


def owned(session: Session, owner: str) -> dict[str, datetime | None]:
    """The jobs that an owner has, and when each was started."""
    found = select(JobRow.id, JobRow.started_at).where(JobRow.status.in_(_RUNNING), JobRow.owner == owner)
    return dict(session.execute(found).all())


def owners(session: Session) -> list[tuple[str, datetime]]:
    """Who has jobs, and until when each lease runs."""
    found = select(JobRow.owner, JobRow.lease_until).where(JobRow.status.in_(_RUNNING))
    return [(owner, lease) for owner, lease in session.execute(found) if owner is not None and lease is not None]


def owned_by_any(session: Session, gone: Collection[str]) -> list[JobRow]:
    """The jobs of those owners."""
    found = select(JobRow).where(JobRow.status.in_(_RUNNING), JobRow.owner.in_(gone))
    return list(session.scalars(found.with_for_update(skip_locked=True)))


def extend(session: Session, owner: str, lease: timedelta) -> None:
    """Begin an owner's leases anew."""
    mine = update(JobRow).where(JobRow.status.in_(_RUNNING), JobRow.owner == owner)
    session.execute(mine.values(lease_until=now() + lease), execution_options={"synchronize_session": False})


def wake(session: Session, kind: JobKind, patience: timedelta) -> list[str]:
    """The ids of ready jobs for which no message was sent, or none that helped; they count as woken from now on."""
    overdue = or_(JobRow.woken_at.is_(None), JobRow.woken_at < now() - patience)
    chosen = select(JobRow.id).where(_ready(kind), overdue).with_for_update(skip_locked=True)
    woken = update(JobRow).where(JobRow.id.in_(chosen)).values(woken_at=now()).returning(JobRow.id)
    return list(session.scalars(woken, execution_options={"synchronize_session": False}))


def forget_events(session: Session, before: datetime) -> None:
    """Delete old events: whoever listens has heard them, and nobody asks for them again."""
    session.execute(delete(EventRow).where(EventRow.at < before), execution_options={"synchronize_session": False})


def _ready(kind: JobKind) -> ColumnElement[bool]:
    before = aliased(JobRow)
    waits = exists().where(before.id == JobRow.after_id, before.status != JobStatus.COMPLETED)
    return and_(JobRow.kind == kind, JobRow.status == JobStatus.QUEUED, ~waits)
