"""Separation: having a track taken apart, and by what."""

from __future__ import annotations

from typing import Final

from aiohttp import web
from msgspec import Struct

from sfa_live.model.job import JobKind
from sfa_live.model.separator import SEPARATORS, Separator
from web.parts import Parts, parts_of
from web.rest.job_answers import JobBegun, find_job
from web.routing import Resource

processing: Final = Resource("processing")


class SeparationAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A track to be taken apart."""

    track_id: str
    #: A separator's name; None for the one that the settings choose.
    model: str | None = None


class SeparationBegun(JobBegun, frozen=True, kw_only=True):
    """The job that takes a track apart."""

    model: str


class StemMade(Struct, frozen=True):
    """A stem, and where it can be had."""

    stem_type: str
    file_path: str


class SeparationAnswer(Struct, frozen=True, kw_only=True):
    """Where a separation stands."""

    success: bool
    job_id: str
    status: str
    progress: int
    model: str
    #: The stems; None until it is completed.
    result: tuple[StemMade, ...] | None
    error: str | None


class Models(Struct, frozen=True):
    """The separators there are."""

    success: bool
    models: tuple[Separator, ...]


@processing.route("GET", "/api/processing/models", gives=Models)
async def list_models(_request: web.Request) -> Models:
    """The separators there are."""
    return Models(success=True, models=SEPARATORS)


@processing.route("POST", "/api/processing/separate", takes=SeparationAsked, gives=SeparationBegun, status=201)
async def separate(request: web.Request, asked: SeparationAsked) -> SeparationBegun:
    """Take a track apart anew, unless that is under way already."""
    parts = parts_of(request)
    names = [separator.name for separator in SEPARATORS]
    if asked.model is not None and asked.model not in names:
        raise web.HTTPBadRequest(text=f"There is no model {asked.model!r}. The models are: {', '.join(names)}.")
    job = await parts.library.prepare_again(asked.track_id, model=asked.model)
    return SeparationBegun(
        success=True, job_id=job.id, status=job.status, model=asked.model or parts.settings.separator
    )


@processing.route("GET", "/api/processing/job/{job_id}", gives=SeparationAnswer)
async def read_separation(request: web.Request) -> SeparationAnswer:
    """Where a separation stands."""
    parts = parts_of(request)
    job = await find_job(parts, request.match_info["job_id"], JobKind.PROCESSING)
    return SeparationAnswer(
        success=True,
        job_id=job.id,
        status=job.status,
        progress=job.progress,
        model=parts.settings.separator,
        result=await _stems(parts, job.track_id) if job.status == "completed" else None,
        error=job.error,
    )


async def _stems(parts: Parts, track_id: str) -> tuple[StemMade, ...]:
    track = await parts.library.track(track_id)
    return tuple(StemMade(stem.stem_type, f"/files/{track_id}/stems/{stem.stem_type}") for stem in track.stems)
