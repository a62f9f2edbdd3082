"""The library: songs, their stems, their analyses and the jobs that make them. Only this package knows the tables."""

from __future__ import annotations

from sfa_live.music.database import Database
from sfa_live.music.library import Library
from sfa_live.music.page import Page

__all__ = ["Database", "Library", "Page"]
