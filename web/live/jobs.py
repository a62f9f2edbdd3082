"""``/jobs``: what is being prepared."""

from __future__ import annotations

from typing import Any

import msgspec

from sfa_live.errors import NotFoundError
from sfa_live.jobs import JobEvent
from web.live.browser import Browser
from web.live.message import JOBS, Message
from web.live.namespace import StageNamespace


class JobsNamespace(StageNamespace):
    """Every browser that shows the library. Tracks are told to all, a job's progress to those that joined it."""

    place = JOBS
    asks = frozenset({"join", "leave"})

    async def went(self, browser: Browser) -> None:
        """It hears of no job any more."""
        browser.jobs.clear()

    async def ask_join(self, browser: Browser, body: Any) -> dict[str, Any]:
        """``{job_id}``: tell me of this job from now on; the answer has where it stands."""
        job_id = _job_id(body)
        browser.jobs.add(job_id)
        try:
            return {"job": msgspec.to_builtins(await self.parts.library.job(job_id))}
        except NotFoundError:
            browser.jobs.discard(job_id)
            raise

    async def ask_leave(self, browser: Browser, body: Any) -> dict[str, Any]:
        """``{job_id}``: tell me no more of it."""
        browser.jobs.discard(_job_id(body))
        return {}

    def tell(self, event: JobEvent) -> None:
        """Pass on what the feed told."""
        message = Message(JOBS, event.name, event.payload)
        job_id = event.payload.get("job_id") if event.name.startswith("job:") else None
        for browser in self.browsers.listening(JOBS):
            if job_id is None or job_id in browser.jobs:
                browser.outbox.put(message)


def _job_id(body: Any) -> str:
    return str(body.get("job_id", "")) if isinstance(body, dict) else ""
