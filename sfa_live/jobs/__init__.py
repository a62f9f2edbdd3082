"""Jobs at run time: who does which, who is alive, and what there is to tell."""

from __future__ import annotations

from sfa_live.jobs.feed import JobEvent, JobFeed
from sfa_live.jobs.owner import Owner
from sfa_live.jobs.progress import Progress
from sfa_live.jobs.store import MAX_ATTEMPTS, JobStore, Task

__all__ = ["MAX_ATTEMPTS", "JobEvent", "JobFeed", "JobStore", "Owner", "Progress", "Task"]
