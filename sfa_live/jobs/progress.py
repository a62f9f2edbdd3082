"""How far a job is, written seldom enough for the database and often enough for a bar that moves."""

from __future__ import annotations

import logging
import time
from typing import Final

from sfa_live.errors import StoreError
from sfa_live.jobs.store import JobStore, Task

log = logging.getLogger("sfa_live.jobs")

#: At most this often, in seconds.
_EVERY_S: Final = 0.25


class Progress:
    """The progress of one job over its steps; each step has its share of the bar."""

    def __init__(self, store: JobStore, task: Task) -> None:
        self._store = store
        self._task = task
        self._told: tuple[int, str] = (0, "")
        self._told_at = 0.0
        self._share = (0, 100)

    def share(self, low: int, high: int) -> None:
        """What comes now takes the bar from one percentage to the other."""
        self._share = (low, high)

    def __call__(self, percent: float, words: str) -> None:
        """Say how far the present step is (0 to 100) and what it does."""
        low, high = self._share
        whole = low + round((high - low) * min(max(percent, 0.0), 100.0) / 100)
        news = (max(whole, self._told[0]), words[:200])
        moment = time.monotonic()
        if news != self._told and moment - self._told_at >= _EVERY_S:
            self._told, self._told_at = news, moment
            try:
                self._store.advance(self._task, *news)
            except StoreError as away:  # the work itself goes on
                log.warning("The progress of job %s could not be written: %s", self._task.id, away)
