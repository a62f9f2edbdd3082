"""What the end of a job writes about its track: rows, in the transaction that completes the job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sfa_live.model.stem import stem_rank
from sfa_live.music.events import tell
from sfa_live.music.tables import AnalysisRow, StemRow
from sfa_live.music.track_rows import get_track, index


class StemFile(Struct, frozen=True):
    """A stem as a job made or found it."""

    name: str
    #: The separator that made it, or "original" when it came as a file.
    model: str
    preview: bool
    file_size: int
    lufs: float | None = None


def name_track(
    session: Session,
    track_id: str,
    *,
    title: str | None,
    artist: str | None,
    album: str | None,
    duration_ms: int | None,
) -> None:
    """Write what a file's tags say of a track; a title that somebody chose stays, and so does what tags do not know."""
    track = get_track(session, track_id)
    if title and not track.title_given:
        track.title = title
    track.artist = track.artist or artist or None
    track.album = track.album or album or None
    track.duration_ms = duration_ms if duration_ms is not None else track.duration_ms
    index(track)


def replace_stems(session: Session, track_id: str, job_id: str, stems: Iterable[StemFile]) -> None:
    """Write a track's stems in place of those it had, and tell each."""
    session.execute(delete(StemRow).where(StemRow.track_id == track_id))
    for stem in sorted(stems, key=lambda stem: stem_rank(stem.name)):
        row = StemRow(track_id=track_id, job_id=job_id, stem_type=stem.name)
        row.model, row.preview, row.lufs, row.file_size = stem.model, stem.preview, stem.lufs, stem.file_size
        session.add(row)
        told = {"track_id": track_id, "stem_type": stem.name, "model": stem.model, "preview": stem.preview}
        tell(session, "stem:ready", told)


def stems_of(session: Session, track_id: str) -> list[StemFile]:
    """A track's stems, in the order of decks and packs."""
    rows = session.scalars(select(StemRow).where(StemRow.track_id == track_id))
    stems = [StemFile(row.stem_type, row.model, row.preview, row.file_size or 0, row.lufs) for row in rows]
    return sorted(stems, key=lambda stem: stem_rank(stem.name))


def set_pack_rate(session: Session, track_id: str, rate: int) -> None:
    """Write that a track has a pack at that rate, in frames per second."""
    get_track(session, track_id).pack_rate = rate


def replace_analysis(session: Session, track_id: str, job_id: str, summary: Mapping[str, Any]) -> None:
    """Write a track's analysis in place of the one it had, and tell it."""
    session.execute(delete(AnalysisRow).where(AnalysisRow.track_id == track_id))
    session.add(AnalysisRow(track_id=track_id, job_id=job_id, features=dict(summary)))
    tell(session, "feature:extracted", {"track_id": track_id, "analysis": dict(summary)})
