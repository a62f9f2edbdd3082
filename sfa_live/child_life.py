"""How every process of sfa_live begins: its log lines, its stacks on request, and when it ends with its parent."""

from __future__ import annotations

import ctypes
import faulthandler
import logging
import os
import signal
import sys
import time
from typing import Final

from sfa_live.settings import Settings

#: prctl's option "send me this signal when my parent dies".
_PR_SET_PDEATHSIG: Final = 1


def begin(settings: Settings, *, outlives_parent: bool = False) -> None:
    """Set up a child process. Thread: main, first thing.

    SIGUSR1 writes the stacks of all threads to the log. Unless it outlives its parent, the process gets SIGTERM when
    the supervisor dies, however that came.
    """
    set_up_log(settings.log_level)
    faulthandler.enable()
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    if not outlives_parent and sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit(0)


def set_up_log(level: str) -> None:
    """One line per event on stderr: time in UTC, level, room, what happened."""
    handler = logging.StreamHandler()
    formatter = logging.Formatter("%(asctime)s.%(msecs)03dZ %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
