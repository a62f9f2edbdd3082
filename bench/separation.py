"""How fast a song is separated, and in how much memory.

    sfa-live bench separation [--model htdemucs|spectral] [--seconds 240] [--threads 2]

The step runs as it does for a job, as a child process. HTDemucs has its real size and random weights, which cost what
the real ones cost.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from bench.child import noise_wav, run_step
from bench.load import write_random_htdemucs


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; times real time counts everything from the start of the process, imports included."""
    parser = argparse.ArgumentParser(prog="sfa-live bench separation")
    parser.add_argument("--model", choices=("htdemucs", "spectral"), default="htdemucs")
    parser.add_argument("--seconds", type=int, default=240)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        models = folder / "models"
        if options.model == "htdemucs":
            write_random_htdemucs(models)
        (folder / "out").mkdir()
        usage = run_step(
            "separate",
            source=str(noise_wav(folder / "song.wav", options.seconds)),
            out=str(folder / "out"),
            model=options.model,
            models=str(models),
            threads=options.threads,
        )
    return {
        "model": options.model,
        "song_seconds": options.seconds,
        "threads": options.threads,
        "wall_seconds": round(usage.seconds, 1),
        "processor_seconds": round(usage.processor_seconds, 1),
        "times_real_time": round(options.seconds / usage.seconds, 2),
        "peak_mb": round(usage.peak_mb),
    }
