"""One step in one child process: started, listened to, held to its limits, and stopped with all it started."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, Final

from msgspec import Struct

from workers.conversation import Conversation, ReportProgress
from workers.groups import stop_group
from workers.step_errors import StepError, crashed

_LEASH: Final = str(Path(__file__).with_name("leash.py"))
_GIB: Final = 1024**3


class Limits(Struct, frozen=True):
    """What a step may use."""

    #: Longest time without progress, in seconds.
    quiet_s: float = 120.0
    #: Address space, in bytes: well above what a step needs, well below what takes a machine down with it.
    memory: int = 16 * _GIB
    #: The largest file it may write, in bytes.
    file_size: int = 32 * _GIB


def step_command(step: str) -> Sequence[str]:
    """The command that runs a step."""
    return (sys.executable, "-P", "-m", f"workers.steps.{step}")


class StepRunner:
    """Runs steps. Any number of threads may run one each."""

    def __init__(self, command: Callable[[str], Sequence[str]] = step_command) -> None:
        self._command = command

    def run(
        self,
        step: str,
        request: Mapping[str, Any],
        *,
        report: ReportProgress,
        stop: Event,
        log: logging.LoggerAdapter[logging.Logger],
        limits: Limits,
    ) -> dict[str, Any]:
        """Run a step to its end and give its result.

        Blocks. `StepError` when it fails, `Interrupted` within a second after ``stop`` was set. Afterwards nothing that
        the step started is alive.
        """
        with _started(self._command(step), request, limits) as process:
            last = Conversation(process, report, log).until_end(step, stop, limits.quiet_s)
        if last is None:
            raise crashed(step, process.returncode)
        if last.pop("type") == "error":
            raise StepError(str(last.get("message")), code=str(last.get("code")))
        return last


@contextmanager
def _started(command: Sequence[str], request: Mapping[str, Any], limits: Limits) -> Iterator[subprocess.Popen[bytes]]:
    lifeline, held = os.pipe()
    leash = (sys.executable, "-I", "-S", _LEASH, str(lifeline), str(limits.memory), str(limits.file_size))
    try:
        with tempfile.TemporaryFile() as asked:
            asked.write(json.dumps(request, default=str).encode())
            asked.seek(0)
            process = subprocess.Popen(
                (*leash, *command),
                stdin=asked,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(lifeline,),
                start_new_session=True,
            )
        with process:
            try:
                yield process
            except BaseException:
                stop_group(process.pid)
                raise
    finally:
        os.close(lifeline)
        os.close(held)
