"""The library as the server sees it."""

from __future__ import annotations

from pathlib import Path

from sfa_live.model.job import JobView
from sfa_live.model.track import TrackView
from sfa_live.music.database import Database
from sfa_live.music.page import Page
from sfa_live.storage import MediaStore


class Library:
    """All songs: take one in, find it, name it, delete it, and see to its jobs.

    For one event loop; nothing here blocks it. Every call is one transaction: it happened wholly or not at all. Errors:
    `NotFoundError` for an id that is not there, `JobError` for a job that cannot move as asked, `StoreError` for disk
    and database.
    """

    def __init__(self, database: Database, store: MediaStore) -> None: ...

    async def add_upload(self, staged: Path, filename: str, title: str | None = None) -> TrackView:
        """Take in a file, or a folder of stems, and start its jobs.

        ``staged`` lies in a staging folder of the media store (``with store.staging() as folder``) and is moved out of
        it; when this raises it is still there. The same content a second time gives the track that is already there.
        """
        raise NotImplementedError

    async def add_spotify(self, url: str) -> TrackView:
        """Take in the song that a Spotify URL names; `IntakeError` (``bad_url``, ``not_a_track``) when it names none."""
        raise NotImplementedError

    async def add_demo(self) -> None:
        """Have the two demo songs made, unless they ever were before."""
        raise NotImplementedError

    async def tracks(self, query: str = "", cursor: str | None = None, limit: int = 50) -> Page:
        """Tracks, newest first, whose title, artist or album has the query in it, in any case."""
        raise NotImplementedError

    async def track(self, track_id: str) -> TrackView:
        """One track."""
        raise NotImplementedError

    async def edit(
        self, track_id: str, *, title: str | None = None, artist: str | None = None, album: str | None = None
    ) -> TrackView:
        """Name a track anew; None leaves a field as it is, an empty artist or album clears it."""
        raise NotImplementedError

    async def delete(self, track_id: str) -> None:
        """Delete a track with its files; jobs that still run for it are stopped."""
        raise NotImplementedError

    async def job(self, job_id: str) -> JobView:
        """One job."""
        raise NotImplementedError

    async def retry_job(self, job_id: str) -> JobView:
        """Queue a failed or cancelled job anew, and those that were called off because of it."""
        raise NotImplementedError

    async def cancel_job(self, job_id: str) -> JobView:
        """Cancel a job, and those that wait for it; what runs is killed within a second."""
        raise NotImplementedError

    async def waveform(self, track_id: str) -> Path:
        """The file of the track's waveform; `NotReadyError` while there is none."""
        raise NotImplementedError

    async def prepare_again(self, track_id: str, rate: int | None = None) -> JobView:
        """Separate and pack a track anew, at that rate (frames per second; None: the settings'); the job that does it."""
        raise NotImplementedError
