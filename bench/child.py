"""A step as a child process, and what it took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from msgspec import Struct


class Usage(Struct, frozen=True):
    """What a child took, from its start to its end."""

    seconds: float
    processor_seconds: float
    peak_mb: float


def run_step(name: str, **request: Any) -> Usage:
    """Run ``workers.steps.<name>`` with ``request``; what the kernel counted for it. Raises when it failed."""
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", f"workers.steps.{name}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if child.stdin is None:
        raise RuntimeError("The child has no standard input.")
    try:
        child.stdin.write(json.dumps(request).encode())
        child.stdin.close()
        _, status, usage = os.wait4(child.pid, 0)
    except BaseException:
        child.kill()
        raise
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"The step {name} failed with status {child.returncode}.")
    return Usage(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def noise_wav(path: Path, seconds: int) -> Path:
    """A song of that length, as pink noise, at 44.1 kHz."""
    words = ["-r", "44100", "-c", "2", "-b", "32", "-e", "floating-point", str(path)]
    subprocess.run(["sox", "-n", *words, "synth", str(seconds), "pinknoise", "gain", "-12"], check=True)
    return path
