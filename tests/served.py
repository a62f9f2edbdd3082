"""The whole of sfa_live, as a performer starts it: a supervisor with its children on a real JACK server."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from bench.jack import JackServer
from bench.stage import free_port
from tests.parts import require

RATE = 48_000


class Served:
    """A running sfa_live and a way to ask it."""

    def __init__(self, data: Path, environment: Mapping[str, str], *options: str) -> None:
        self.data = data
        self.port = free_port()
        self._environment = dict(environment)
        self._options = options
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, patience: float = 60.0) -> float:
        """Start and wait until the page answers; how long it took, in seconds."""
        begin = time.monotonic()
        command = [sys.executable, "-m", "sfa_live.cli", "serve", "--data", str(self.data), "--port", str(self.port)]
        with (self.data.parent / "served.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *self._options], env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            self.until(lambda: self.get("/api/state")["rig"]["connected"], patience)
        except AssertionError:
            self.stop()
            raise
        return time.monotonic() - begin

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return json.load(answer)

    def post(self, path: str, body: Any) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def act(self, action: str, **args: object) -> dict[str, int]:
        answer: dict[str, int] = self.post("/api/actions", {"action": action, "args": args})
        return answer

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command line against this data folder."""
        command = [sys.executable, "-m", "sfa_live.cli", *words, "--data", str(self.data), "--port", str(self.port)]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=300, check=False)

    def pid(self, name: str) -> int:
        return int(self.get("/health")["processes"][name])

    def until(self, condition: Any, patience: float = 20.0) -> float:
        """Wait until it holds; how long it took. A server that is away is not there yet."""
        begin = time.monotonic()
        while True:
            try:
                if condition():
                    return time.monotonic() - begin
            except (OSError, KeyError, urllib.error.URLError, json.JSONDecodeError):
                pass
            if time.monotonic() - begin > patience:
                log = (self.data.parent / "served.log").read_text(errors="replace")
                raise AssertionError(f"not within {patience} s; the log says:\n{log[-3000:]}")
            time.sleep(0.02)


@pytest.fixture(scope="module")
def jack() -> Iterator[JackServer]:
    require("jackd", "jack_capture", "jack_lsp")
    with JackServer(block=128) as server:
        yield server


@pytest.fixture(scope="module")
def served(jack: JackServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """sfa_live on an own JACK server, shared by a file of tests; with nothing in its library."""
    data = tmp_path_factory.mktemp("served") / "data"
    data.mkdir()
    running = Served(data, jack.environment, "--no-demo", "--midi", "jack")
    running.start()
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def steady_song(served: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A song in the library: drums that are one constant, everything else silent. What changes cannot be missed."""
    folder = tmp_path_factory.mktemp("songs") / "Steady"
    folder.mkdir()
    silence = np.zeros((40 * RATE, 2), np.float32)
    for name in ("vocals", "drums", "bass", "other"):
        soundfile.write(folder / f"{name}.wav", silence + (0.25 if name == "drums" else 0.0), RATE, "FLOAT")
    done = served.run("import", str(folder), "--wait")
    assert done.returncode == 0, done.stdout + done.stderr
    track_id: str = served.get("/api/tracks?query=steady")["tracks"][0]["id"]
    return track_id


@pytest.fixture
def steady(served: Served, steady_song: str) -> str:
    """The steady song on deck A, at its beginning, with nothing muted and nothing waiting for a beat."""
    served.until(lambda: served.get("/api/state")["rig"]["connected"])
    served.act("clock.quantise", value="now")
    served.act("deck.load", deck="A", track_id=steady_song)
    return steady_song


class Capture:
    """`jack_capture` on the output, bit for bit."""

    def __init__(self, jack: JackServer, path: Path) -> None:
        self._path = path
        left = jack.wait_for_port("out_0$")
        right = left[:-1] + "1"
        command = ["jack_capture", "-f", "wav", "-b", "FLOAT", "-c", "2", "-p", left, "-p", right, "--no-stdin", "-hbu"]
        self._process = subprocess.Popen(
            [*command, str(path)], env=jack.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        jack.wait_for_port("^jack_capture")
        time.sleep(0.3)

    def stop(self) -> Any:
        """The samples, shape (frames, 2) float32."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(10)
        samples, rate = soundfile.read(self._path, dtype="float32", always_2d=True)
        assert rate == RATE
        return samples
