"""What happens to jobs and tracks, told to the server as it happens, whichever process made it happen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from msgspec import Struct

from sfa_live.music import Database


class JobEvent(Struct, frozen=True):
    """One thing that happened.

    | name | payload |
    |---|---|
    | ``job:started``, ``job:progress``, ``job:completed``, ``job:failed`` | the `JobView`, and ``job_id`` |
    | ``track:added``, ``track:updated`` | the `TrackView` |
    | ``track:deleted`` | ``{track_id}`` |
    | ``stem:ready`` | ``{track_id, stem_type, model, preview}`` |
    | ``feature:extracted`` | ``{track_id, analysis}`` |
    """

    name: str
    payload: Mapping[str, Any]


class JobFeed:
    """``async for event in JobFeed(database)``: events from now on, in the order they were committed.

    Asks the database every 100 ms with one indexed query. A cancelled job is told as ``job:failed`` with its status.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __aiter__(self) -> AsyncIterator[JobEvent]:
        raise NotImplementedError
