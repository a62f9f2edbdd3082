"""What the web looks up beside tracks and jobs."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sfa_live.errors import NotFoundError
from sfa_live.model.track import StemView, TrackView
from sfa_live.music.tables import JobRow, StemRow
from sfa_live.music.track_rows import one_track


def one_stem(session: Session, stem_id: str) -> tuple[TrackView, StemView]:
    """A stem by its own id, and the track that it is of."""
    row = session.get(StemRow, stem_id)
    if row is None:
        raise NotFoundError(f"There is no stem {stem_id!r}.")
    track = one_track(session, row.track_id)
    return track, next(stem for stem in track.stems if stem.id == stem_id)


def count_jobs(session: Session) -> Mapping[tuple[str, str], int]:
    """How many jobs there are, by kind and status."""
    counted = select(JobRow.kind, JobRow.status, func.count()).group_by(JobRow.kind, JobRow.status)
    return {(str(kind), str(status)): count for kind, status, count in session.execute(counted)}
