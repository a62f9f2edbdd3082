"""Files and rows brought together again after a crash between the two."""

from __future__ import annotations

import logging

from sqlalchemy import select

from sfa_live.errors import StoreError
from sfa_live.music.cards import refresh_card
from sfa_live.music.database import Database
from sfa_live.music.tables import TrackRow
from sfa_live.storage import MediaStore

log = logging.getLogger("sfa_live.music")


def tidy(database: Database, store: MediaStore) -> None:
    """Remove files whose track is gone, and mend cards that are behind, those of an earlier version among them.

    Blocks; one process does it at its start.
    """
    files = store.settled_track_ids()  # looked at before the rows: a track made meanwhile is not taken for an orphan
    with database.reading() as session:
        tracks = dict(session.execute(select(TrackRow.id, TrackRow.pack_rate)).all())
    for orphan in sorted(files - tracks.keys()):
        log.warning("Removed the files of track %s, which is not in the library", orphan)
        store.remove(orphan)
    for track_id, rate in tracks.items():
        if rate is None:
            continue
        try:
            refresh_card(database, store, track_id)
        except StoreError as wrong:
            log.warning("The card of track %s was left as it is: %s", track_id, wrong)
