"""How every child process begins: its log lines, its stacks on request, and when it ends with its parent."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import sys
from typing import Final

from sfa_live.processes.logs import set_up_log
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
