"""What a process holds: memory, threads, files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Self

from msgspec import Struct


class Holdings(Struct, frozen=True):
    """What a process holds now, counted by the system."""

    #: Anonymous and file-backed pages in memory, but not the songs, which are mapped, nor what JACK shares.
    resident_kb: int
    threads: int
    files: int

    @classmethod
    def of(cls, pid: int) -> Self:
        """Look at a living process."""
        status = (Path("/proc") / str(pid) / "status").read_text()
        found = re.search(r"RssAnon:\s+(\d+)", status)
        if found is None:
            raise RuntimeError("This system does not tell what a process holds.")
        return cls(
            resident_kb=int(found[1]),
            threads=len(list((Path("/proc") / str(pid) / "task").iterdir())),
            files=len(list((Path("/proc") / str(pid) / "fd").iterdir())),
        )

    def growth_percent(self, since: Holdings) -> float:
        """How much more memory it is than before."""
        return 100.0 * (self.resident_kb / since.resident_kb - 1.0)
