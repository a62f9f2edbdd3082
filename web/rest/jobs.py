"""Jobs: where they stand, and asking for another try or for none."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from sfa_live.model.job import JobView
from web.parts import parts_of
from web.routing import Resource

jobs: Final = Resource("jobs")


@jobs.route("GET", "/api/jobs/{job_id}", gives=JobView)
async def read_job(request: web.Request) -> JobView:
    """One job."""
    return await parts_of(request).library.job(request.match_info["job_id"])


@jobs.route("POST", "/api/jobs/{job_id}/retry", gives=JobView)
async def retry_job(request: web.Request) -> JobView:
    """Queue a failed or cancelled job anew, and those that were called off because of it."""
    return await parts_of(request).library.retry_job(request.match_info["job_id"])


@jobs.route("POST", "/api/jobs/{job_id}/cancel", gives=JobView)
async def cancel_job(request: web.Request) -> JobView:
    """Cancel a job, and those that wait for it."""
    return await parts_of(request).library.cancel_job(request.match_info["job_id"])
