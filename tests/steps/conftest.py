"""Steps are tested as they are used: as child processes, on real files made by sox and ffmpeg."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
RATE = 44_100


@dataclass(frozen=True)
class Outcome:
    """What a step said and what it left: its last line, its progress lines, its exit status, its folder."""

    last: dict[str, Any]
    progress: list[dict[str, Any]]
    status: int
    out: Path
    log: str
    peak_mb: float
    seconds: float

    @property
    def result(self) -> dict[str, Any]:
        assert self.last["type"] == "result", (self.last, self.log)
        assert self.status == 0
        return self.last

    @property
    def error(self) -> dict[str, Any]:
        assert self.last["type"] == "error", self.last
        assert self.status == 1
        return self.last


StepRunner = Callable[..., Outcome]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def step(out: Path, tmp_path: Path) -> StepRunner:
    """Run one step to its end; ``out`` is filled in unless given."""

    def run(name: str, env: dict[str, str] | None = None, **request: Any) -> Outcome:
        request.setdefault("out", str(out))
        body = msgspec.json.encode(request, enc_hook=str)
        report = tmp_path / "usage"
        # A process of its own between us and the step, so that the peak is the step's and nobody else's.
        watcher = (
            "import resource, subprocess, sys, time; began = time.monotonic()\n"
            f"status = subprocess.run([sys.executable, '-m', 'workers.steps.{name}']).returncode\n"
            "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024\n"
            f"open({str(report)!r}, 'w').write(f'{{status}} {{peak}} {{time.monotonic() - began}}')"
        )
        done = subprocess.run(
            [sys.executable, "-c", watcher],
            cwd=ROOT,
            input=body,
            capture_output=True,
            check=True,
            env={**os.environ, **(env or {})},
        )
        status, peak_mb, seconds = report.read_text().split()
        lines = [msgspec.json.decode(line) for line in done.stdout.splitlines()]
        log = done.stderr.decode(errors="replace")
        assert lines, log
        assert all(line["type"] == "progress" for line in lines[:-1])
        return Outcome(lines[-1], lines[:-1], int(status), out, log, float(peak_mb), float(seconds))

    return run


@pytest.fixture
def tone() -> Callable[..., NDArray[np.float32]]:
    """Stereo tones, another frequency on each side."""

    def make(seconds: float = 2.0, rate: int = RATE, pitch: float = 220.0) -> NDArray[np.float32]:
        time = np.arange(round(seconds * rate)) / rate
        left, right = np.sin(2 * np.pi * pitch * time), np.sin(3 * np.pi * pitch * time)
        return (0.4 * np.stack((left, right), axis=1)).astype(np.float32)

    return make


@pytest.fixture
def wav(tmp_path: Path) -> Callable[..., Path]:
    """Write samples into a WAV file."""

    def write(name: str, samples: NDArray[np.float32], rate: int = RATE, subtype: str = "FLOAT") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, samples, rate, subtype=subtype)
        return path

    return write


@pytest.fixture
def ffmpeg(tmp_path: Path) -> Callable[..., Path]:
    """Make a file with ffmpeg out of input arguments and output arguments."""

    def make(name: str, *words: str) -> Path:
        path = tmp_path / name
        subprocess.run(["ffmpeg", "-v", "error", "-y", *words, str(path)], check=True)
        return path

    return make
