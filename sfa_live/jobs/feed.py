"""What happens to jobs and tracks, told to the server as it happens, whichever process made it happen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from typing import Any, Final

from msgspec import Struct

from sfa_live.errors import StoreError
from sfa_live.music import Database, events_after, last_event

log = logging.getLogger("sfa_live.jobs")

_EVERY_S: Final = 0.1
#: After a database that did not answer.
_PAUSE_S: Final = 1.0


class JobEvent(Struct, frozen=True):
    """One thing that happened.

    | name | payload |
    |---|---|
    | ``job:started``, ``job:progress``, ``job:completed``, ``job:failed`` | the `JobView`, and ``job_id`` |
    | ``track:added``, ``track:updated`` | the `TrackView` |
    | ``track:deleted`` | ``{track_id}`` |
    | ``stem:ready`` | ``{track_id, stem_type, model, preview}`` |
    | ``feature:extracted`` | ``{track_id, analysis}`` |

    A cancelled job is told as ``job:failed`` with the status ``cancelled``; one that went back to the queue as
    ``job:progress``.
    """

    name: str
    payload: Mapping[str, Any]


class JobFeed:
    """``async for event in JobFeed(database)``: events from now on, in the order in which they were committed.

    Asks the database every 100 ms with one query on the newest event's number. It outlives a database that is away.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __aiter__(self) -> AsyncGenerator[JobEvent, None]:
        seen = await self._database.read(last_event)
        while True:
            try:
                found = await self._database.read(events_after, seen)
            except StoreError as away:
                log.warning("No news of the jobs: %s", away)
                await asyncio.sleep(_PAUSE_S)
                continue
            for number, name, payload in found:
                seen = number
                yield JobEvent(name, payload)
            await asyncio.sleep(0 if found else _EVERY_S)
