"""Rows as surfaces see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from sfa_live.model.job import ENDED, JobKind, JobStatus, JobView
from sfa_live.model.stem import stem_rank
from sfa_live.model.track import StemView, TrackStatus, TrackView
from sfa_live.music.tables import AnalysisRow, JobRow, StemRow, TrackRow

_KINDS: Final = tuple(JobKind)


def job_view(job: JobRow) -> JobView:
    """A job as surfaces see it."""
    return JobView(job.id, job.track_id, job.kind, job.status, job.progress, job.step, job.error, job.attempt)


def track_view(session: Session, track: TrackRow) -> TrackView:
    """A track as surfaces see it."""
    return track_views(session, [track])[0]


def track_views(session: Session, tracks: Sequence[TrackRow]) -> list[TrackView]:
    """The same for many, with three queries however many they are."""
    ids = [track.id for track in tracks]
    jobs: dict[str, dict[str, JobRow]] = defaultdict(dict)
    for job in session.scalars(select(JobRow).where(JobRow.track_id.in_(ids)).order_by(JobRow.created_at)):
        jobs[job.track_id][job.kind] = job  # the newest of each kind stands
    stems: dict[str, list[StemRow]] = defaultdict(list)
    for stem in session.scalars(select(StemRow).where(StemRow.track_id.in_(ids))):
        stems[stem.track_id].append(stem)
    found = session.scalars(select(AnalysisRow).where(AnalysisRow.track_id.in_(ids)))
    analyses = {row.track_id: row.features for row in found}
    return [_whole(track, jobs[track.id], stems[track.id], analyses.get(track.id)) for track in tracks]


def wire(view: JobView | TrackView | StemView) -> dict[str, Any]:
    """A view as JSON has it."""
    plain: dict[str, Any] = msgspec.to_builtins(view)
    return plain


def _whole(
    track: TrackRow, jobs: Mapping[str, JobRow], stems: list[StemRow], analysis: Mapping[str, Any] | None
) -> TrackView:
    status, error = _status(track, jobs)
    return TrackView(
        id=track.id,
        title=track.title,
        artist=track.artist,
        album=track.album,
        duration_ms=track.duration_ms,
        status=status,
        stems=tuple(_stem(stem) for stem in sorted(stems, key=lambda stem: stem_rank(stem.stem_type))),
        analysis=analysis,
        jobs=tuple(job_view(jobs[kind]) for kind in _KINDS if kind in jobs),
        error=error,
        spotify_url=track.spotify_url,
        created_at=track.created_at.isoformat(),
    )


def _stem(stem: StemRow) -> StemView:
    return StemView(stem.id, stem.stem_type, stem.model, stem.preview, stem.lufs, stem.file_size)


def _status(track: TrackRow, jobs: Mapping[str, JobRow]) -> tuple[TrackStatus, str | None]:
    """How far the song is; a song without an analysis can be played, one without a pack cannot."""
    for kind in (JobKind.DOWNLOAD, JobKind.PROCESSING):
        if kind in jobs and jobs[kind].status == JobStatus.FAILED:
            return TrackStatus.FAILED, jobs[kind].error
    if any(job.status not in ENDED for job in jobs.values()):
        return TrackStatus.PREPARING, None
    return (TrackStatus.READY if track.pack_rate else TrackStatus.NEW), None
