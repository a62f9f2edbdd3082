"""The leash: a small process between a worker and a step, run as a script.

    python -I -S leash.py LIFELINE MEMORY FILE_SIZE COMMAND…

It leads the step's process group and waits for the step. ``LIFELINE`` is the reading end of a pipe whose other end only
the worker holds: when the worker is gone, however it went, the pipe ends and the whole group is killed, the step's own
children included. Limits (bytes) are set here, before the step starts, so that nothing of ours runs between fork and
exec in a process with threads. The leash ends as the step ended: with its status, or by the same signal.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading


def main(lifeline: int, memory: int, file_size: int, command: list[str]) -> None:
    """Start the command, wait for it, end like it."""
    # Asked to end, the group's members decide for themselves; the leash stays until the step has gone.
    signal.signal(signal.SIGTERM, lambda *_: None)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, file_size)
    _limit(resource.RLIMIT_CORE, 0)
    os.set_inheritable(lifeline, False)
    threading.Thread(target=_hold, args=(lifeline,), daemon=True).start()
    step = os.posix_spawnp(command[0], command, os.environ)
    status = os.waitstatus_to_exitcode(os.waitpid(step, 0)[1])
    if status < 0:
        signal.signal(-status, signal.SIG_DFL) if -status != signal.SIGKILL else None
        os.kill(os.getpid(), -status)
    os._exit(status)


def _hold(lifeline: int) -> None:
    os.read(lifeline, 1)
    os.killpg(0, signal.SIGKILL)


def _limit(what: int, soft: int) -> None:
    hard = resource.getrlimit(what)[1]
    allowed = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
    resource.setrlimit(what, (allowed, allowed))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
