"""A stage for figures and for tests: a data folder with songs, a rig, a server, all real processes that end with it."""

from __future__ import annotations

import asyncio
import hashlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import msgspec
import numpy as np
import numpy.typing as npt

from sfa_live.link import RigLink, socket_path
from sfa_live.model.grid import Grid
from sfa_live.model.pack import ALIGNMENT, PackHeader, PackStem, card_name, pack_name, write_header
from sfa_live.model.track import TrackCard
from sfa_live.settings import Settings, encode_settings

STEMS: Final = ("vocals", "drums", "bass", "other")

#: How long a process may take to be there, in seconds; the first start on a machine compiles the kernel.
_PATIENCE: Final = 60.0


def write_pack(
    packs: Path,
    track_id: str,
    stems: Mapping[str, npt.NDArray[np.float32]],
    rate: int = 48_000,
    bpm: float | None = 120.0,
) -> Path:
    """A song's pack and card, straight from arrays of shape (frames, 2)."""
    packs.mkdir(parents=True, exist_ok=True)
    samples = np.ascontiguousarray(np.concatenate(list(stems.values()), axis=1), dtype="<f4")
    header = PackHeader(
        track_id=track_id,
        rate=rate,
        frames=len(samples),
        stems=tuple(PackStem(name, peak=float(np.nan_to_num(np.abs(stem).max()))) for name, stem in stems.items()),
        checksum=hashlib.sha256(samples.tobytes()).hexdigest(),
        data_offset=ALIGNMENT,
    )
    path = packs / pack_name(track_id, rate)
    with path.open("wb") as file:
        write_header(file, header)
        file.seek(header.data_offset)
        file.write(samples.tobytes())
    card = TrackCard(
        track_id, title=track_id, grid=Grid(bpm) if bpm else None, duration_ms=len(samples) * 1000.0 / rate
    )
    (packs / card_name(track_id)).write_bytes(msgspec.json.encode(card))
    return path


def noise_song(seconds: float, rate: int = 48_000, level: float = 0.1, seed: int = 1) -> dict[str, Any]:
    """Four stems of noise, quiet enough to be summed twice."""
    random = np.random.default_rng(seed)
    shape = (round(seconds * rate), 2)
    return {name: (level * random.uniform(-1.0, 1.0, shape)).astype(np.float32) for name in STEMS}


def steady_song(seconds: float, rate: int = 48_000, level: float = 0.25) -> dict[str, Any]:
    """Drums that are one constant, everything else silent: the first changed sample cannot be missed."""
    frames = round(seconds * rate)
    silence = np.zeros((frames, 2), np.float32)
    return {name: np.full_like(silence, level) if name == "drums" else silence for name in STEMS}


def free_port() -> int:
    """A TCP port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Child:
    """One process that is ended by its own id."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None, log: Path | None = None
    ) -> None:
        sink = log.open("ab") if log else None
        self.process = subprocess.Popen(
            command, env=None if environment is None else dict(environment), stdout=sink, stderr=sink
        )
        if sink:
            sink.close()

    def stop(self, patience: float = 15.0) -> int:
        """Ask it to end, insist when it does not; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self.process.wait()

    def kill(self) -> None:
        """Let it die as a crash would."""
        self.process.kill()
        self.process.wait()


class Stage:
    """A data folder and the processes that play on it."""

    def __init__(self, settings: Settings, environment: Mapping[str, str] | None = None) -> None:
        self.settings = settings
        self._environment = environment
        self.children: dict[str, Child] = {}
        settings.run_folder.mkdir(parents=True, exist_ok=True)
        (settings.data / "logs").mkdir(exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self.children.values()):
            child.stop()

    def start(self, name: str, module: str, *arguments: str) -> Child:
        """Start ``python -m MODULE '<settings>' ARGUMENTS`` under a name; its output goes to a log of that name."""
        return self.start_module(name, module, encode_settings(self.settings), *arguments)

    def start_module(self, name: str, module: str, *arguments: str) -> Child:
        """Start ``python -m MODULE ARGUMENTS`` under a name."""
        command = [sys.executable, "-m", module, *arguments]
        child = Child(command, self._environment, self.settings.data / "logs" / f"{name}.log")
        self.children[name] = child
        return child

    def start_rig(self, module: str = "sfa_live.rig") -> Child:
        """Start the rig and wait until it listens."""
        child = self.start("rig", module)
        self._wait(child, "rig", self._rig_listens)
        return child

    def start_server(self, module: str = "sfa_live.server") -> Child:
        """Start the server and wait until it answers."""
        child = self.start("server", module)
        self._wait(child, "server", self._server_answers)
        return child

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"http://{self.settings.host}:{self.settings.port}"

    async def load(self, link: RigLink, *decks: tuple[str, str], play: bool = True) -> None:
        """Put songs on decks and start them."""
        for deck, track_id in decks:
            await link.act("deck.load", {"deck": deck, "track_id": track_id})
            if play:
                await link.act("deck.play", {"deck": deck})

    def _rig_listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(socket_path(self.settings))) == 0

    def _server_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=1):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def _wait(self, child: Child, name: str, ready: Any) -> None:
        end = time.monotonic() + _PATIENCE
        while not ready():
            if child.process.poll() is not None or time.monotonic() > end:
                log = (self.settings.data / "logs" / f"{name}.log").read_text(errors="replace")
                raise RuntimeError(f"The {name} did not come up:\n{log[-4000:]}")
            time.sleep(0.02)


async def connected(link: RigLink) -> None:
    """Wait until the rig is on the line."""
    async with asyncio.timeout(_PATIENCE):
        while not link.connected:
            await asyncio.sleep(0.01)
