"""The log: one line per event, in UTC, readable at two in the morning.

Every process writes to its stderr. For the children of `sfa_live.supervisor` that is ``<data>/logs/sfa_live.log``; the
supervisor itself writes there and to the terminal.
"""

from __future__ import annotations

import logging
import shutil
import time
from pathlib import Path
from typing import Final

#: A log file larger than this, in bytes, is put aside.
_LARGE: Final = 10 << 20


def set_up_log(level: str) -> None:
    """Log to stderr: time, level, room, what happened."""
    logging.basicConfig(level=level, handlers=[_in_our_form(logging.StreamHandler())], force=True)


def log_to(file: Path) -> None:
    """Log to a file as well."""
    logging.getLogger().addHandler(_in_our_form(logging.FileHandler(file, encoding="utf-8")))


def log_file(data: Path) -> Path:
    """The log of a data folder."""
    return data / "logs" / "sfa_live.log"


def keep_small(file: Path) -> None:
    """Put a large log aside as ``….log.1``. It is copied and emptied, because running children have it open."""
    if file.exists() and file.stat().st_size > _LARGE:
        shutil.copyfile(file, file.with_suffix(".log.1"))
        file.write_bytes(b"")


def last_error(file: Path, begin: int) -> str | None:
    """The last error told in a log from a place in it (in bytes) onwards, without time and room."""
    with file.open("rb") as log:
        log.seek(begin)
        lines = log.read().decode(errors="replace").splitlines()
    errors = [line.split(": ", 1)[-1] for line in lines if " ERROR " in line]
    return errors[-1] if errors else None


def _in_our_form(handler: logging.Handler) -> logging.Handler:
    formatter = logging.Formatter("%(asctime)s.%(msecs)03dZ %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    return handler
