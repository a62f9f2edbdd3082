"""How soon a song is analysed, start of the process and imports included, and in how much memory.

sfa-live bench analysis [--seconds 240] [--runs 3]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from bench.child import noise_wav, run_step


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure the step as a child process; the best of some runs, as neighbours on the machine only ever add."""
    parser = argparse.ArgumentParser(prog="sfa-live bench analysis")
    parser.add_argument("--seconds", type=int, default=240)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        source = noise_wav(Path(name) / "song.wav", options.seconds)
        # The first run of all may compile, which set-up has done on a real machine.
        run_step("warm")
        usages = [run_step("analyse", source=str(source), out=name) for _ in range(options.runs)]
    best = min(usages, key=lambda usage: usage.seconds)
    return {
        "song_seconds": options.seconds,
        "wall_seconds": round(best.seconds, 2),
        "processor_seconds": round(best.processor_seconds, 2),
        "times_real_time": round(options.seconds / best.seconds, 1),
        "peak_mb": round(max(usage.peak_mb for usage in usages)),
    }
