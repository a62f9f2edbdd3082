"""Analysis: tempo, key, loudness and the rest, measured once for each song."""

from __future__ import annotations

from typing import Any, Final, Literal

from aiohttp import web
from msgspec import Struct

from sfa_live.model.job import ENDED, JobKind
from web.parts import parts_of
from web.rest.job_answers import JobBegun, find_job, job_of
from web.routing import Resource

analysis: Final = Resource("analysis")


class AnalysisAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A track to be measured. Everything is measured at once, so that there is one type."""

    track_id: str
    type: Literal["full"] = "full"


class AnalysisBegun(JobBegun, frozen=True, kw_only=True):
    """The job that measures a track."""

    type: str


class AnalysisAnswer(Struct, frozen=True, kw_only=True):
    """Where an analysis stands."""

    success: bool
    job_id: str
    status: str
    progress: int
    type: str
    #: ``{tempo, key, energy, …}``; None until it is completed.
    result: dict[str, Any] | None
    error: str | None


@analysis.route("POST", "/api/analysis/analyze", takes=AnalysisAsked, gives=AnalysisBegun, status=201)
async def analyse(request: web.Request, asked: AnalysisAsked) -> AnalysisBegun:
    """Measure a track: the analysis that it has or is getting, or another try when the last one failed."""
    library = parts_of(request).library
    job = job_of(await library.track(asked.track_id), JobKind.ANALYSIS)
    if job.status in ENDED and job.status != "completed":
        job = await library.retry_job(job.id)
    return AnalysisBegun(success=True, job_id=job.id, status=job.status, type=asked.type)


@analysis.route("GET", "/api/analysis/job/{job_id}", gives=AnalysisAnswer)
async def read_analysis(request: web.Request) -> AnalysisAnswer:
    """Where an analysis stands."""
    parts = parts_of(request)
    job = await find_job(parts, request.match_info["job_id"], JobKind.ANALYSIS)
    track = await parts.library.track(job.track_id) if job.status == "completed" else None
    return AnalysisAnswer(
        success=True,
        job_id=job.id,
        status=job.status,
        progress=job.progress,
        type="full",
        result=dict(track.analysis) if track and track.analysis else None,
        error=job.error,
    )
