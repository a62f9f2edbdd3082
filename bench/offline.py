"""How fast four decks of four stems are rendered without a device, on one core, beside ``sox -m`` on the same files.

    sfa-live bench offline [--seconds 240] [--runs 5]

Sixteen stereo files of 32-bit float become one, by both on the same core, by turns, with the files in the page cache.
sox, a whole process, reads, adds and writes piece by piece, inside in 32-bit integers. Ours maps and reads all of it,
plays four decks at unity in float32, with faders, ramps, meters and the limiter, and writes: told without and with the
start of its process, which is Python's. "The render alone" neither reads nor writes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np
import soundfile

from bench.verdict import at_least
from engine.kernel.sizes import DECKS

_RATE: Final = 48_000
_STEMS: Final = 4


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="sfa-offline-") as name, _one_core() as core:
        folder = Path(name)
        files = _write_stems(folder, options.seconds)
        ours = _ours(folder / "ours.wav", files)
        dress = [*_ours(folder / "dressed.wav", files), "--dressed"]
        sox = _sox(folder / "sox.wav", files)
        _timed(ours)  # compiled, and in the page cache
        renders, works, processes, dressed, soxes = [], [], [], [], []
        for _ in range(options.runs):
            took, told = _timed(ours)
            stages = json.loads(told)
            renders.append(stages["render"])
            works.append(stages["read"] + stages["render"] + stages["write"])
            processes.append(took)
            soxes.append(_timed(sox)[0])
            dressed.append(json.loads(_timed(dress)[1])["render"])
        difference = _difference(folder)
    seconds = options.seconds
    return {
        "seconds of sound": seconds,
        "decks, stems on each": f"{DECKS}, {_STEMS}",
        "on processor": core,
        "the render alone, times real time": at_least(seconds / median(renders), 150),
        "… with every EQ and filter": _rates(dressed, seconds),
        "sox -m, files to file": _rates(soxes, seconds),
        "ours, files to file": _rates(works, seconds),
        "… against sox": at_least(median(soxes) / median(works), 1.0, "times as fast"),
        "… with Python's start": f"{_rates(processes, seconds)}, {median(soxes) / median(processes):.2f} times as fast",
        "largest difference of the two files, dBFS": round(difference, 1),
    }


@contextmanager
def _one_core() -> Iterator[int]:
    """This process and its children on one processor, the last it may use."""
    before = os.sched_getaffinity(0)
    core = max(before)
    os.sched_setaffinity(0, {core})
    try:
        yield core
    finally:
        os.sched_setaffinity(0, before)


def _write_stems(folder: Path, seconds: int) -> list[str]:
    random = np.random.default_rng(1)
    files = []
    for number in range(DECKS * _STEMS):
        # Sixteen of them stay below full scale.
        samples = random.uniform(-0.05, 0.05, (seconds * _RATE, 2)).astype(np.float32)
        files.append(str(folder / f"stem{number}.wav"))
        soundfile.write(files[-1], samples, _RATE, "FLOAT")
    return files


def _ours(out: Path, files: list[str]) -> list[str]:
    return [sys.executable, "-m", "bench.mixdown", str(out), str(_STEMS), *files]


def _sox(out: Path, files: list[str]) -> list[str]:
    inputs = [word for file in files for word in ("-v", "1", file)]
    return ["sox", "-V1", "-m", *inputs, "-b", "32", "-e", "floating-point", str(out)]


def _timed(command: Sequence[str]) -> tuple[float, str]:
    """How long a process took, in seconds, and what it told."""
    begin = time.perf_counter()
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - begin, ran.stdout


def _difference(folder: Path) -> float:
    """Both must have done the same: sox rounds to 32-bit integers, ours to float32."""
    ours, sox = (soundfile.read(folder / name, dtype="float32")[0] for name in ("ours.wav", "sox.wav"))
    if len(ours) != len(sox):
        raise RuntimeError(f"The files differ in length: {len(ours)} and {len(sox)} frames.")
    return float(20.0 * np.log10(np.abs(ours - sox).max() + 1e-12))


def _rates(took: list[float], seconds: float) -> str:
    return f"{seconds / median(took):.4g} (median; best {seconds / min(took):.4g}, n={len(took)})"


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("sfa-live bench offline")
    parser.add_argument("--seconds", type=int, default=240)
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args(arguments)
