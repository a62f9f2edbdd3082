"""Tracks as surfaces and the rig see them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from sfa_live.model.grid import Grid
from sfa_live.model.job import JobView


class TrackStatus(StrEnum):
    """How far a song is."""

    NEW = "new"
    PREPARING = "preparing"
    READY = "ready"
    FAILED = "failed"


class StemView(Struct, frozen=True):
    """One stem of a track."""

    id: str
    stem_type: str
    #: The separator that made it, or "original" when it came as a file.
    model: str
    preview: bool
    lufs: float | None = None
    file_size: int | None = None


class TrackView(Struct, frozen=True):
    """One song of the library: the JSON of ``/api/tracks``."""

    id: str
    title: str
    artist: str | None
    album: str | None
    duration_ms: int | None
    status: str
    stems: tuple[StemView, ...] = ()
    #: ``{tempo, key, key_confidence, energy, lufs, …}``; None until it is known.
    analysis: Mapping[str, Any] | None = None
    jobs: tuple[JobView, ...] = ()
    #: Why it failed, when it failed.
    error: str | None = None
    spotify_url: str | None = None
    created_at: str | None = None


class TrackCard(Struct, frozen=True):
    """What the rig must know of a song to play it, kept beside its pack as ``<track_id>.json``.

    With it, no database is needed on stage.
    """

    track_id: str
    title: str
    artist: str = ""
    duration_ms: float = 0.0
    key: str | None = None
    #: Where the beats are; None when they are not known.
    grid: Grid | None = None
    #: How loud the whole song is, in LUFS; None when it was not measured.
    lufs: float | None = None
