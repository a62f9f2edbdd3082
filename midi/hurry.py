"""Real-time priority for the threads of MIDI: below the audio threads, above everything else."""

from __future__ import annotations

import logging
import os
import threading

logger = logging.getLogger("sfa_live.midi")


def hurry(priority: int, otherwise: str) -> None:
    """Ask for real-time priority for this thread; without the right to it, it stays as it is, as ``otherwise`` says."""
    if not hasattr(os, "sched_setscheduler"):
        return
    try:
        os.sched_setscheduler(threading.get_native_id(), os.SCHED_FIFO, os.sched_param(priority))
    except PermissionError:
        logger.info("no right to real-time priority: %s", otherwise)
