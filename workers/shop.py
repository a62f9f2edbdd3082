"""What a job has at hand while it runs."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event
from typing import Any, Final

from sfa_live.jobs import JobStore, Progress, Task
from sfa_live.music import Database
from sfa_live.settings import Settings
from sfa_live.storage import MediaStore
from workers.child import Limits, StepRunner

#: Steps that may be silent for long: a download waits for others, a separation takes its time on a small machine.
_LIMITS: Final = {"fetch": Limits(quiet_s=300.0), "separate": Limits(quiet_s=300.0)}


@dataclass(frozen=True)
class Shop:
    """The parts that all jobs of a worker share."""

    settings: Settings
    database: Database
    store: MediaStore
    jobs: JobStore
    runner: StepRunner

    @property
    def threads(self) -> int:
        """Threads that a separation may use: all cores but one, which is the music's."""
        return self.settings.threads or max(1, (os.cpu_count() or 2) - 1)


@dataclass(frozen=True)
class Work:
    """One job under way."""

    shop: Shop
    task: Task
    progress: Progress
    stop: Event
    log: logging.LoggerAdapter[logging.Logger]

    def step(self, name: str, request: Mapping[str, Any], share: tuple[int, int]) -> dict[str, Any]:
        """Run a step that takes the job's progress from one percentage to the other; its result."""
        self.progress.share(*share)
        limits = _LIMITS.get(name, Limits())
        return self.shop.runner.run(name, request, report=self.progress, stop=self.stop, log=self.log, limits=limits)
