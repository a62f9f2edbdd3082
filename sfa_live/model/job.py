"""Jobs: work done ahead of time, and the only ways their status may move (rows S-040 and S-130)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from sfa_live.errors import JobError


class JobKind(StrEnum):
    """What a job does; each has a queue of its own name."""

    #: Fetch a song, or take in an uploaded one, and decode it once.
    DOWNLOAD = "download"
    #: Separate it into stems and pack them for the engine.
    PROCESSING = "processing"
    #: Measure tempo, beats, key, loudness.
    ANALYSIS = "analysis"


class JobStatus(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    DOWNLOADING = "downloading"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


_Q, _D, _P, _C, _F, _X = JobStatus

_ENDS: Final = {_C: frozenset[JobStatus](), _F: frozenset({_Q}), _X: frozenset({_Q})}
_WORK: Final = {_Q: frozenset({_P, _F, _X}), _P: frozenset({_C, _F, _X, _Q}), **_ENDS}

#: The moves that each kind allows. Back to queued from a running state is the sweeper's: a lease ran out.
MOVES: Final[Mapping[JobKind, Mapping[JobStatus, frozenset[JobStatus]]]] = {
    JobKind.DOWNLOAD: {
        _Q: frozenset({_D, _F, _X}),
        _D: frozenset({_P, _C, _F, _X, _Q}),
        _P: frozenset({_C, _F, _X, _Q}),
        **_ENDS,
    },
    JobKind.PROCESSING: _WORK,
    JobKind.ANALYSIS: _WORK,
}

#: Nothing will happen to a job in one of these unless somebody asks for a retry.
ENDED: Final = frozenset({_C, _F, _X})


def check_move(kind: JobKind, old: JobStatus, new: JobStatus) -> None:
    """`JobError` unless a job of that kind may go from the old status to the new one."""
    if new not in MOVES[kind].get(old, frozenset()):
        raise JobError(f"A {kind} job cannot go from {old} to {new}.", code="bad_transition")


class JobView(msgspec.Struct, frozen=True):
    """A job as surfaces see it."""

    id: str
    track_id: str
    kind: str
    status: str
    #: 0 to 100
    progress: int
    #: What it is doing, in words ("Separating", "Reading the file").
    step: str | None = None
    error: str | None = None
    attempt: int = 0
