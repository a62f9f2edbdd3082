"""Where compiled code is kept, so that a start never waits for a compiler twice.

Numba keeps code beside the source and looks at one file's age only. The kernel is many files that are compiled into
each other, so the folder is named by all of them: code of another version is never found. It lies in the first of these
that can be written to: ``NUMBA_CACHE_DIR``, the package itself, the user's cache folder, the system's temporary one.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from numba.core import config as numba_config

#: Numba fills it from the environment when it is imported, which type checkers cannot know.
_config: Any = numba_config
_KERNEL: Final = Path(__file__).parent


@contextmanager
def kept_on_disk() -> Iterator[None]:
    """Code that is compiled inside is kept in the kernel's own folder; the rest of the process is left as it was."""
    before = _config.CACHE_DIR
    _config.CACHE_DIR = str(_cache_folder())
    try:
        yield
    finally:
        _config.CACHE_DIR = before


def _cache_folder() -> Path:
    version = hashlib.sha256()
    for source in sorted(_KERNEL.glob("*.py")):
        version.update(source.read_bytes())
    name = f"kernel-{version.hexdigest()[:16]}"
    for root in _roots():
        try:
            folder = root / name
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix=name))


def _roots() -> Iterator[Path]:
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        yield Path(chosen)
    yield _KERNEL / "__pycache__"
    yield Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "sfa_live"
