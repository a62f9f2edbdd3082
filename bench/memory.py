"""What a process holds: memory, threads, files."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Final, Self

from msgspec import Struct

_LOOKS: Final = 10


class Holdings(Struct, frozen=True):
    """What a process holds now, counted by the system."""

    #: Anonymous and file-backed pages in memory, but not the songs, which are mapped, nor what JACK shares.
    resident_kb: int
    threads: int
    files: int

    @classmethod
    def of(cls, pid: int) -> Self:
        """Look at a living process for a second, and take the least: what it holds for a moment only is not counted."""
        looks = []
        for _ in range(_LOOKS):
            looks.append(cls._now(pid))
            time.sleep(1.0 / _LOOKS)
        return cls(*(min(getattr(look, field) for look in looks) for field in cls.__struct_fields__))

    @classmethod
    def _now(cls, pid: int) -> Self:
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
