"""A step that is killed in the middle leaves nothing outside its folder, and nothing running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import psutil
import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("name", ["intake", "separate", "pack"])
def test_a_killed_step_leaves_nothing_outside_its_folder(wav, out, tmp_path, name, end):
    # Given a long song, and a step that has begun with it
    noise = np.random.default_rng(2).normal(0, 0.1, (44_100 * 120, 2)).astype(np.float32)
    source = wav("song.wav", noise)
    if name == "intake":  # takes a hundredth of a second a minute, so this song is an hour long
        source = tmp_path / "song.wav"
        words = ["-r", "48000", "-c", "1", "-t", "flac", str(source), "trim", "0", "3600"]
        subprocess.run(["sox", "-n", *words], check=True)
    requests: dict[str, dict[str, object]] = {
        "intake": {"source": str(source), "filename": "song.wav"},
        "separate": {"source": str(source), "model": "spectral"},
        "pack": {"track_id": "t", "rate": 48_000, "stems": [{"name": "drums", "path": str(source)}]},
    }
    home = tmp_path / "home"
    home.mkdir()
    child = subprocess.Popen(
        [sys.executable, "-m", f"workers.steps.{name}"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "HOME": str(home), "TMPDIR": str(home)},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(msgspec.json.encode({**requests[name], "out": str(out)}))
    child.stdin.close()
    while msgspec.json.decode(child.stdout.readline())["percent"] < 10:
        pass
    running = psutil.Process(child.pid).children(recursive=True)
    # When its group is killed
    os.killpg(child.pid, end)
    # Then it is gone at once, and all that it wrote lies in its folder
    assert child.wait(timeout=5) == -end
    assert not any(process.is_running() for process in running)
    assert any(out.iterdir())
    assert list(home.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "out", "song.wav"]
