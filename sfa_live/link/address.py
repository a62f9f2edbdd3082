"""Where rig and server meet."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

from sfa_live.settings import Settings

#: Unix socket addresses end at 104 to 108 bytes, depending on the system.
_LONGEST: Final = 100


def socket_path(settings: Settings) -> Path:
    """The rig's socket: in the data folder, or in the temporary one when the data folder lies too deep."""
    path = settings.run_folder / "rig.sock"
    if len(os.fsencode(path)) <= _LONGEST:
        return path
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"sfa_live-{os.getuid()}" / f"{digest}.sock"
