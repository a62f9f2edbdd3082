"""A part of a long list."""

from __future__ import annotations

from msgspec import Struct

from sfa_live.model.track import TrackView


class Page(Struct, frozen=True):
    """Some tracks, newest first, and where to go on."""

    tracks: tuple[TrackView, ...]
    #: Give this to get the next part; None when this was the last.
    next_cursor: str | None
