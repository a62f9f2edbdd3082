"""Jobs at run time: who does which, who is alive, and what there is to tell."""

from __future__ import annotations

from sfa_live.jobs.feed import JobEvent, JobFeed

__all__ = ["JobEvent", "JobFeed"]
