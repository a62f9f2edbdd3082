"""The two demo songs, made once in a library's life."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from sfa_live.music.tables import MarkRow
from sfa_live.music.track_rows import NewTrack, add_track

_MARK: Final = "demo songs"
_SONGS: Final = (1, 2)


def add_demo_songs(session: Session, processing: Mapping[str, Any]) -> tuple[str, ...]:
    """Queue the making of the demo songs, unless that was ever done: who deletes them does not get them back.

    Returns the ids of the songs that are being made now.
    """
    if session.get(MarkRow, _MARK) is not None:
        return ()
    session.add(MarkRow(name=_MARK))
    made = []
    for song in _SONGS:
        request = {"source": "demo", "song": song}
        new = NewTrack(
            title=f"Demo song {song}", content_key=f"demo:{song}", request=request, processing=dict(processing)
        )
        made.append(add_track(session, new).id)
    return tuple(made)
