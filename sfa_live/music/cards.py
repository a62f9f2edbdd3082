"""The cards that the rig reads: a song's name and measures, beside its pack, where no database is needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sfa_live.model.track import TrackCard
from sfa_live.music.database import Database
from sfa_live.music.grids import grid_of
from sfa_live.music.tables import AnalysisRow, TrackRow
from sfa_live.storage import MediaStore


def card_of(session: Session, store: MediaStore, track_id: str) -> TrackCard | None:
    """The card of a track as its rows and its analysis stand; None while it has no pack. Reads a file."""
    track = session.get(TrackRow, track_id)
    if track is None or track.pack_rate is None:
        return None
    row = session.scalars(select(AnalysisRow).where(AnalysisRow.track_id == track_id)).one_or_none()
    # The row has the summary; every beat stands in the file, which comes and goes with it.
    measured: Mapping[str, Any] = {} if row is None else store.read_analysis(track_id) or row.features
    return TrackCard(
        track_id=track.id,
        title=track.title,
        artist=track.artist or "",
        duration_ms=float(track.duration_ms or 0),
        key=measured.get("key"),
        grid=grid_of(measured),
        lufs=measured.get("lufs"),
    )


def refresh_card(database: Database, store: MediaStore, track_id: str) -> None:
    """Write a track's card anew from what is committed.

    Blocks. Whoever changes a track calls it after the commit: reading and writing happen under one lock, so the last
    to write has read the newest.
    """
    with store.card_lock(), database.reading() as session:
        card = card_of(session, store, track_id)
        if card is not None:
            store.write_card(card)
