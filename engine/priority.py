"""Real-time priority for the audio thread, where the system allows it."""

from __future__ import annotations

import os
from typing import Final

#: Above everything else of ours, below what the system keeps for its own clocks.
_PRIORITY: Final = 70


def make_realtime(thread: int) -> bool:
    """Have a thread of this process run before all that are not real-time; False where that is not allowed.

    JACK sees to its clients itself, the other systems below PortAudio do not. Thread: any.
    """
    if thread == 0 or not hasattr(os, "sched_setscheduler"):
        return False
    try:
        if os.sched_getscheduler(thread) not in {os.SCHED_FIFO, os.SCHED_RR}:
            os.sched_setscheduler(thread, os.SCHED_FIFO, os.sched_param(_PRIORITY))
    except (PermissionError, ProcessLookupError):
        return False
    return True
