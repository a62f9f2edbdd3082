"""Track rows: taken in with their jobs, found, named, deleted."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any

from msgspec import Struct
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from sfa_live.errors import NotFoundError, UsageError
from sfa_live.model.job import JobKind
from sfa_live.model.track import TrackView
from sfa_live.music.events import tell
from sfa_live.music.job_rows import add_job, tell_track
from sfa_live.music.page import Page
from sfa_live.music.tables import TrackRow, new_id
from sfa_live.music.views import track_view, track_views, wire


class NewTrack(Struct, frozen=True):
    """A song to take in."""

    title: str
    content_key: str
    #: What the download job has to do.
    request: Mapping[str, Any]
    #: The model and the rate that processing asks for.
    processing: Mapping[str, Any]
    title_given: bool = False
    spotify_url: str | None = None


def add_track(session: Session, new: NewTrack, track_id: str | None = None) -> TrackView:
    """Make a track and its three jobs; `IntegrityError` when its content is there already."""
    track = TrackRow(
        id=track_id or new_id(),
        title=new.title,
        title_given=new.title_given,
        content_key=new.content_key,
        spotify_url=new.spotify_url,
    )
    index(track)
    session.add(track)
    session.flush()
    download = add_job(session, track, JobKind.DOWNLOAD, new.request)
    add_job(session, track, JobKind.PROCESSING, new.processing, after=download)
    add_job(session, track, JobKind.ANALYSIS, {}, after=download)
    view = track_view(session, track)
    tell(session, "track:added", wire(view))
    return view


def get_track(session: Session, track_id: str) -> TrackRow:
    """The row of a track; `NotFoundError` when there is none."""
    track = session.get(TrackRow, track_id)
    if track is None:
        raise NotFoundError(f"There is no track {track_id!r}.")
    return track


def one_track(session: Session, track_id: str) -> TrackView:
    """One track."""
    return track_view(session, get_track(session, track_id))


def one_content(session: Session, content_key: str) -> TrackView:
    """The track with that content; `NotFoundError` when it has just been deleted."""
    track = session.scalars(select(TrackRow).where(TrackRow.content_key == content_key)).one_or_none()
    if track is None:
        raise NotFoundError("This song is being deleted at this moment. Try again.")
    return track_view(session, track)


def list_tracks(session: Session, query: str, cursor: str | None, limit: int) -> Page:
    """Tracks, newest first, with the query in their names."""
    newest = (TrackRow.created_at, TrackRow.id)
    found = select(TrackRow).order_by(*(column.desc() for column in newest)).limit(limit + 1)
    if query.strip():
        found = found.where(TrackRow.search.contains(query.strip().casefold(), autoescape=True))
    if cursor:
        found = found.where(tuple_(*newest) < _decode(cursor))
    rows = list(session.scalars(found))
    more = len(rows) > limit
    shown = rows[:limit]
    return Page(tuple(track_views(session, shown)), _encode(shown[-1]) if more else None)


def edit_track(
    session: Session, track_id: str, *, title: str | None, artist: str | None, album: str | None
) -> TrackView:
    """Name a track; None leaves a field, an empty artist or album clears it, an empty title is a `UsageError`."""
    track = get_track(session, track_id)
    if title is not None:
        if not title.strip():
            raise UsageError("A track needs a title.")
        track.title, track.title_given = title.strip(), True
    if artist is not None:
        track.artist = artist.strip() or None
    if album is not None:
        track.album = album.strip() or None
    index(track)
    tell_track(session, track_id)
    return track_view(session, track)


def delete_track(session: Session, track_id: str) -> None:
    """Delete a track's rows; a worker that has a job of it notices that the job is gone."""
    session.delete(get_track(session, track_id))
    tell(session, "track:deleted", {"track_id": track_id})


def index(track: TrackRow) -> None:
    """Make a track's names findable; call it when one has changed."""
    track.search = " ".join(filter(None, (track.title, track.artist, track.album))).casefold()


def title_of(filename: str) -> str:
    """A title from a file's name: the last part, without its extension."""
    name = PurePath(filename.replace("\\", "/")).name
    return PurePath(name.removesuffix(".mp4") if name.endswith(".stem.mp4") else name).stem.strip() or "Untitled"


def _encode(track: TrackRow) -> str:
    return base64.urlsafe_b64encode(f"{track.created_at.isoformat()} {track.id}".encode()).decode()


def _decode(cursor: str) -> tuple[datetime, str]:
    try:
        moment, _, track_id = base64.urlsafe_b64decode(cursor).decode().rpartition(" ")
        return datetime.fromisoformat(moment), track_id
    except (ValueError, binascii.Error):
        raise UsageError("This cursor is not one of ours: begin at the start of the list.") from None
