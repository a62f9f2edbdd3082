"""The library: songs, their stems, their analyses and the rows of the jobs that make them.

Only this package knows the tables. The server uses `Library`; workers and `sfa_live.jobs` use the statements, as
functions on a session of `Database`.
"""

from __future__ import annotations

from sfa_live.music import claims, results
from sfa_live.music.cards import card_of, refresh_card
from sfa_live.music.database import Database
from sfa_live.music.events import events_after, last_event
from sfa_live.music.job_rows import move, own_job, tell_job
from sfa_live.music.library import Library
from sfa_live.music.page import Page
from sfa_live.music.tables import JobRow
from sfa_live.music.tidy import tidy
from sfa_live.music.watch import Watch

__all__ = [
    "Database",
    "JobRow",
    "Library",
    "Page",
    "Watch",
    "card_of",
    "claims",
    "events_after",
    "last_event",
    "move",
    "own_job",
    "refresh_card",
    "results",
    "tell_job",
    "tidy",
]
