"""The cards that the rig reads: a song's name and measures, beside its pack, where no database is needed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from sfa_live.model.track import TrackCard
from sfa_live.music.database import Database
from sfa_live.music.tables import AnalysisRow, TrackRow
from sfa_live.storage import MediaStore


def card_of(session: Session, track_id: str) -> TrackCard | None:
    """The card of a track as its rows stand; None while it has no pack."""
    track = session.get(TrackRow, track_id)
    if track is None or track.pack_rate is None:
        return None
    row = session.scalars(select(AnalysisRow).where(AnalysisRow.track_id == track_id)).one_or_none()
    measured = row.features if row is not None else {}
    return TrackCard(
        track_id=track.id,
        title=track.title,
        artist=track.artist or "",
        duration_ms=float(track.duration_ms or 0),
        bpm=measured.get("tempo"),
        key=measured.get("key"),
        first_beat_ms=measured.get("first_beat_ms") or 0.0,
    )


def refresh_card(database: Database, store: MediaStore, track_id: str) -> None:
    """Write a track's card anew from what is committed.

    Blocks. Whoever changes a track calls it after the commit: reading and writing happen under one lock, so the last
    to write has read the newest.
    """
    with store.card_lock(), database.reading() as session:
        card = card_of(session, track_id)
        if card is not None:
            store.write_card(card)
