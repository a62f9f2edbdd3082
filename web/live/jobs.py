"""``/jobs``: what is being prepared."""

from __future__ import annotations

from typing import Any

import msgspec
import socketio

from sfa_live.errors import SfaError
from sfa_live.jobs import JobEvent
from web.live.browsers import Browsers, Whole
from web.live.message import JOBS, Message
from web.parts import Parts


class JobsNamespace(socketio.AsyncNamespace):  # type: ignore[misc]
    """Every browser that shows the library. Tracks are told to all, a job's progress to those that joined it."""

    def __init__(self, parts: Parts, browsers: Browsers, whole: Whole) -> None:
        super().__init__(JOBS)
        self._parts = parts
        self._browsers = browsers
        self._whole = whole

    async def on_connect(self, sid: str, _environ: object, _auth: object = None) -> None:
        """A browser comes."""
        self._browsers.joined(JOBS, sid, self._whole)

    async def on_disconnect(self, sid: str, reason: str) -> None:
        """A browser goes."""
        browser = self._browsers.left(JOBS, sid, stuck=reason == self.server.reason.PING_TIMEOUT)
        if browser is not None:
            browser.jobs.clear()

    async def on_join(self, sid: str, asked: object = None, *_more: object) -> dict[str, Any]:
        """``{job_id}``: tell me of this job from now on; the answer has where it stands."""
        job_id = _job_id(asked)
        self._browsers.at(JOBS, sid).jobs.add(job_id)
        try:
            return {"ok": True, "job": msgspec.to_builtins(await self._parts.library.job(job_id))}
        except SfaError as wrong:
            self._browsers.at(JOBS, sid).jobs.discard(job_id)
            return {"ok": False, "error": wrong.to_wire()}

    async def on_leave(self, sid: str, asked: object = None, *_more: object) -> dict[str, Any]:
        """``{job_id}``: tell me no more of it."""
        self._browsers.at(JOBS, sid).jobs.discard(_job_id(asked))
        return {"ok": True}

    def tell(self, event: JobEvent) -> None:
        """Pass on what the feed told."""
        message = Message(JOBS, event.name, event.payload)
        job_id = event.payload.get("job_id") if event.name.startswith("job:") else None
        for browser in self._browsers.listening(JOBS):
            if job_id is None or job_id in browser.jobs:
                browser.outbox.put(message)


def _job_id(asked: object) -> str:
    return str(asked.get("job_id", "")) if isinstance(asked, dict) else ""
