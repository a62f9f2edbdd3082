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
    word = encode_settings(settings_from(options))
    command = [sys.executable, "-P", "-m", "workers.run", word]
    kinds = [JobKind(options.queue)] if options.queue else list(JobKind)
    workers = [subprocess.Popen([*command, kind]) for kind in kinds]

    def end(*_: object) -> None:
        for worker in workers:
            worker.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return max(worker.wait() for worker in workers)
