"""What is played and how: one writer of state, and the commands that make the engine follow."""

from __future__ import annotations

from sfa_live.show.action_log import ActionLog
from sfa_live.show.journal import Journal, Kept
from sfa_live.show.keeper import Keeper
from sfa_live.show.loader import Loader
from sfa_live.show.marks import MarkBook
from sfa_live.show.outcome import Applied, Done, Patch
from sfa_live.show.recorder import Recorder
from sfa_live.show.reduce import stem_of
from sfa_live.show.refusals import REFUSALS
from sfa_live.show.shelf import Shelf, Song
from sfa_live.show.show import Show

__all__ = [
    "REFUSALS",
    "ActionLog",
    "Applied",
    "Done",
    "Journal",
    "Keeper",
    "Kept",
    "Loader",
    "MarkBook",
    "Patch",
    "Recorder",
    "Shelf",
    "Show",
    "Song",
    "stem_of",
]
