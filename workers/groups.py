"""A step's process group: the leash that leads it, the step, and whatever the step started."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from typing import Final

#: A group that was asked to end is killed after so long.
_GRACE_S: Final = 0.4


def stop_group(leader: int) -> None:
    """Ask the group to end, then make it."""
    signal_group(leader, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE_S
    while not has_ended(leader) and time.monotonic() < deadline:
        time.sleep(0.02)
    signal_group(leader, signal.SIGKILL)


def has_ended(leader: int) -> bool:
    """Whether the leader has ended.

    It is left unreaped, so that its number, which is the group's, cannot be given to another process meanwhile.
    """
    return os.waitid(os.P_PID, leader, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def signal_group(leader: int, number: signal.Signals) -> None:
    """Send a signal to all of the group that is left."""
    with suppress(ProcessLookupError, PermissionError):  # all of it has ended (macOS says so in its own way)
        os.killpg(leader, number)
