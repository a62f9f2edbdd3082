"""``sfa-live worker``: work on jobs, on this machine or for a server elsewhere."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys

from sfa_live.commands import settings_from
from sfa_live.model.job import JobKind
from sfa_live.settings import encode_settings


def run(options: argparse.Namespace) -> int:
    """Run the worker of one queue, or one for every queue, until Ctrl-C."""
    told = encode_settings(settings_from(options))
    kinds = [JobKind(options.queue)] if options.queue else list(JobKind)
    workers = [_start(kind, told) for kind in kinds]

    def end(*_: object) -> None:
        for worker in workers:
            worker.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return max(worker.wait() for worker in workers)


def _start(kind: JobKind, told: str) -> subprocess.Popen[str]:
    """A queue's worker; it is told its settings where nobody else can read them."""
    command = [sys.executable, "-P", "-m", "workers.run", "-", kind]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, text=True)
    if worker.stdin is not None:
        with worker.stdin as line:
            line.write(f"{told}\n")
    return worker
