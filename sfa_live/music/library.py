"""The library as the server sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy.exc import IntegrityError

from sfa_live.errors import IntakeError, JobError, NotReadyError
from sfa_live.model.job import JobStatus, JobView
from sfa_live.model.track import StemView, TrackView
from sfa_live.music import demo, job_calls, lookups, track_rows
from sfa_live.music.cards import refresh_card
from sfa_live.music.content import content_key
from sfa_live.music.database import Database
from sfa_live.music.page import Page
from sfa_live.music.tables import new_id
from sfa_live.music.track_rows import NewTrack
from sfa_live.spotify import parse_url
from sfa_live.storage import MediaStore


class Library:
    """All songs: take one in, find it, name it, delete it, and see to its jobs.

    For one event loop; nothing here blocks it. Every call is one transaction: it happened wholly or not at all. Errors:
    `NotFoundError` for an id that is not there, `JobError` for a job that cannot move as asked, `StoreError` for disk
    and database.
    """

    def __init__(self, database: Database, store: MediaStore) -> None:
        self._database = database
        self._store = store

    async def add_upload(self, staged: Path, filename: str, title: str | None = None) -> TrackView:
        """Take in a file, or a folder of stems, and start its jobs.

        ``staged`` lies in a staging folder of the media store (``with store.staging() as folder``) and is moved out of
        it; when this raises it is still there. The same content a second time gives the track that is already there;
        one that had failed is tried again. `IntakeError` when there is nothing in it.
        """
        new = NewTrack(
            title=title or track_rows.title_of(filename),
            title_given=title is not None,
            content_key=await asyncio.to_thread(content_key, staged),
            request={"source": "upload", "filename": PurePath(filename).name},
            processing=self._processing(),
        )
        # A client that goes away in the middle leaves a whole track, or none.
        return await asyncio.shield(self._take_in(staged, filename, new))

    async def add_spotify(self, url: str) -> TrackView:
        """Take in the song that a Spotify URL names.

        `IntakeError` with the code ``bad_url`` or ``not_a_track`` when it names none.
        """
        link = parse_url(url)
        if link.kind != "track":
            raise IntakeError(f"This URL names a whole {link.kind}. Give the URLs of its songs.", code="not_a_track")
        new = NewTrack(
            title=f"Spotify song {link.id}",
            content_key=f"spotify:{link.id}",
            request={"source": "spotify", "url": link.url},
            processing=self._processing(),
            spotify_url=link.url,
        )
        track_id = new_id()
        view = await self._add_or_find(new, track_id)
        return view if view.id == track_id else await self._revive(view)

    async def add_demo(self) -> tuple[str, ...]:
        """Have the two demo songs made, unless they ever were before; their ids when they are being made now."""
        return await self._database.write(demo.add_demo_songs, self._processing())

    async def tracks(self, query: str = "", cursor: str | None = None, limit: int = 50) -> Page:
        """Tracks, newest first, whose title, artist or album has the query in it, in any case."""
        return await self._database.read(track_rows.list_tracks, query, cursor, max(1, min(limit, 200)))

    async def track(self, track_id: str) -> TrackView:
        """One track."""
        return await self._database.read(track_rows.one_track, track_id)

    async def edit(
        self, track_id: str, *, title: str | None = None, artist: str | None = None, album: str | None = None
    ) -> TrackView:
        """Name a track anew; None leaves a field as it is, an empty artist or album clears it."""
        view = await self._database.write(track_rows.edit_track, track_id, title=title, artist=artist, album=album)
        await asyncio.to_thread(refresh_card, self._database, self._store, track_id)
        return view

    async def delete(self, track_id: str) -> None:
        """Delete a track with its files; jobs that still run for it are stopped."""
        await self._database.write(track_rows.delete_track, track_id)
        await asyncio.to_thread(self._store.remove, track_id)

    async def stem(self, stem_id: str) -> tuple[TrackView, StemView]:
        """One stem by its own id, and the track that it is of."""
        return await self._database.read(lookups.one_stem, stem_id)

    async def count_jobs(self) -> Mapping[tuple[str, str], int]:
        """How many jobs there are, by kind and status."""
        return await self._database.read(lookups.count_jobs)

    async def job(self, job_id: str) -> JobView:
        """One job."""
        return await self._database.read(job_calls.one_job, job_id)

    async def retry_job(self, job_id: str) -> JobView:
        """Queue a failed or cancelled job anew, with those that were called off because of it."""
        if await self._database.read(job_calls.is_upload, job_id):
            await self._require_original((await self.job(job_id)).track_id)
        return await self._database.write(job_calls.retry_job, job_id)

    async def cancel_job(self, job_id: str) -> JobView:
        """Cancel a job, and those that wait for it; what runs is killed within a second."""
        return await self._database.write(job_calls.cancel_job, job_id)

    async def waveform(self, track_id: str) -> Path:
        """The file of the track's waveform; `NotReadyError` while there is none."""
        await self.track(track_id)
        path = self._store.waveform(track_id)
        if not await asyncio.to_thread(path.is_file):
            raise NotReadyError("This song is still being prepared: its waveform comes with its stems.")
        return path

    async def prepare_again(self, track_id: str, *, rate: int | None = None, model: str | None = None) -> JobView:
        """Prepare a track anew; the job that does it.

        With a rate (frames per second) the stems that are there are packed for it; without, the song is separated anew,
        by that model or the one of the settings.
        """
        request = {**self._processing(), "again": rate is None}
        request |= {"rate": rate} if rate else {}
        request |= {"model": model} if model else {}
        return await self._database.write(job_calls.prepare_again, track_id, request)

    async def _take_in(self, staged: Path, filename: str, new: NewTrack) -> TrackView:
        track_id = new_id()
        await asyncio.to_thread(self._store.place_original, staged, track_id, filename)
        try:
            view = await self._add_or_find(new, track_id)
        except BaseException:
            await asyncio.to_thread(self._store.return_original, track_id, staged)
            raise
        if view.id == track_id:
            return view
        await asyncio.to_thread(self._store.merge_original, track_id, view.id)
        return await self._revive(view)

    async def _add_or_find(self, new: NewTrack, track_id: str) -> TrackView:
        try:
            return await self._database.write(track_rows.add_track, new, track_id)
        except IntegrityError:  # its content is here already
            return await self._database.read(track_rows.one_content, new.content_key)

    async def _require_original(self, track_id: str) -> None:
        if await asyncio.to_thread(self._store.original, track_id) is None:
            raise JobError("The file could not be used and was not kept. Upload the song again.")

    async def _revive(self, view: TrackView) -> TrackView:
        stopped = next((job for job in view.jobs if job.status in (JobStatus.FAILED, JobStatus.CANCELLED)), None)
        if stopped is not None:
            await self.retry_job(stopped.id)
        return await self.track(view.id)

    def _processing(self) -> dict[str, Any]:
        settings = self._database.settings
        return {"model": settings.separator, "rate": settings.rate}
