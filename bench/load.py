"""The load beside which the figures must hold: browsers, a separation, and a server that burns its interpreter."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.stage import Stage


def write_random_htdemucs(folder: Path) -> str:
    """A full-size HTDemucs with random weights, which costs what the real one costs; the model's name."""
    import torch
    import yaml
    from demucs.htdemucs import HTDemucs
    from demucs.states import get_state, save_with_checksum

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    model = HTDemucs(
        ["drums", "bass", "other", "vocals"],
        channels=48,
        bottom_channels=512,
        dconv_mode=3,
        t_layers=5,
        segment=Fraction(39, 5),
    )
    arguments, named = model._init_args_kwargs
    package = {
        "klass": HTDemucs,
        "args": arguments,
        "kwargs": named,
        "state": get_state(model, None, half=True),
        "training_args": {},
    }
    save_with_checksum(package, folder / "full.th")
    (folder / "htdemucs.yaml").write_text(yaml.safe_dump({"models": ["full"]}))
    return "htdemucs"


class Load:
    """Twenty browsers on the server, a separation that begins anew whenever it ends, and perhaps the burning."""

    def __init__(self, stage: Stage, *, burn: bool = True, clients: int = 20, threads: int = 2) -> None:
        self._stage = stage
        self._burn = burn
        self._clients = clients
        self._threads = threads
        self._ending = threading.Event()
        self._stack = ExitStack()
        self._separation: subprocess.Popen[str] | None = None
        self.seen = stage.settings.data / "crowd.json"
        #: How many separations have come to their end.
        self.separations = 0

    def __enter__(self) -> Self:
        try:
            self._begin()
        except BaseException:
            self._stack.close()
            raise
        return self

    def _begin(self) -> None:
        data = self._stage.settings.data
        model = write_random_htdemucs(data / "models")
        song = data / "noise.wav"
        subprocess.run(
            ["sox", "-n", "-r", "44100", "-c", "2", "-b", "16", str(song), "synth", "20", "pinknoise", "gain", "-12"],
            check=True,
        )
        self._stage.start_server("bench.burning_server")
        crowd = [sys.executable, "-m", "bench.crowd", self._stage.url, str(self._clients), str(self.seen)]
        browsers = subprocess.Popen(crowd, stdout=subprocess.PIPE, text=True)
        self._stack.callback(browsers.wait, 30)
        self._stack.callback(browsers.terminate)
        if browsers.stdout is None or browsers.stdout.readline().strip() != "watching":
            raise RuntimeError("The browsers did not get in.")
        if self._burn:
            (data / "burn").touch()
        runner = threading.Thread(target=self._separate, args=(song, data, model), name="separate")
        runner.start()
        self._stack.callback(runner.join)
        self._stack.callback(self._end)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _end(self) -> None:
        self._ending.set()
        if self._separation is not None and self._separation.poll() is None:
            self._separation.kill()

    def _separate(self, song: Path, data: Path, model: str) -> None:
        out = data / "separated"
        out.mkdir(exist_ok=True)
        request = {
            "source": str(song),
            "out": str(out),
            "model": model,
            "models": str(data / "models"),
            "threads": self._threads,
        }
        while not self._ending.is_set():
            self._separation = subprocess.Popen(
                ["nice", "-n", "10", sys.executable, "-m", "workers.steps.separate"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            told, _ = self._separation.communicate(json.dumps(request))
            if '"result"' in told:
                self.separations += 1
            elif not self._ending.is_set():
                raise RuntimeError(f"The separation beside the figure failed: {told[-500:]}")
