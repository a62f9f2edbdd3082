"""A JACK server without hardware: the dummy driver, a timer instead of a sound card."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

#: How long a server may take to come up, in seconds.
_PATIENCE: Final = 10.0


class JackServer:
    """A jackd of its own name, so that two of them never meet; real-time where the machine allows it."""

    def __init__(
        self,
        block: int = 64,
        rate: int = 48_000,
        name: str | None = None,
        *,
        realtime: bool | None = None,
        channels: int = 2,
    ) -> None:
        """``realtime``: None is as the machine allows. ``channels``: of its outputs."""
        self.name = name or f"sfa-{uuid.uuid4().hex[:10]}"
        self.block = block
        self.rate = rate
        self._realtime = may_be_realtime() if realtime is None else realtime
        self._channels = channels
        self._process: subprocess.Popen[bytes] | None = None
        self._crashed = False
        self._log = Path(tempfile.gettempdir()) / f"{self.name}.log"

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which programs find this server, and never start another."""
        return {**os.environ, "JACK_DEFAULT_SERVER": self.name, "JACK_NO_START_SERVER": "1"}

    def start(self) -> None:
        """Bring the server up. Raises `RuntimeError` with its log when it does not come."""
        jackd = shutil.which("jackd")
        if jackd is None:
            raise RuntimeError("jackd is not installed: apt-get install jackd2 jack-capture")
        realtime = ["-R", "-P70"] if self._realtime else ["-r"]
        command = [jackd, "-n", self.name, *realtime, "-d", "dummy", "-r", str(self.rate), "-p", str(self.block)]
        command += ["-P", str(self._channels)]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=self.environment)
        end = time.monotonic() + _PATIENCE
        while subprocess.run(["jack_lsp"], env=self.environment, capture_output=True, check=False).returncode != 0:
            if time.monotonic() > end or self._process.poll() is not None:
                self.stop()
                raise RuntimeError(f"jackd did not come up:\n{self._log.read_text(errors='replace')}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Bring the server down."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """Let the server die as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
            self._crashed = True

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Its clock stands still, as that of a card does whose plug is loose."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is None and self._crashed:
            # JACK has room for eight names; only a server of the same name clears what a crash left of it.
            self.start()
        self.stop()
        self._log.unlink(missing_ok=True)

    def ports(self, pattern: str = "") -> list[str]:
        """The names of all ports that match."""
        listed = subprocess.run(["jack_lsp"], env=self.environment, capture_output=True, check=False, text=True)
        return [line for line in listed.stdout.splitlines() if re.search(pattern, line)]

    def wait_for_port(self, pattern: str, patience: float = 10.0) -> str:
        """The first port that matches, as soon as it is there."""
        end = time.monotonic() + patience
        while not (found := self.ports(pattern)):
            if time.monotonic() > end:
                raise RuntimeError(f"No JACK port matches {pattern!r}; there are {self.ports()}.")
            time.sleep(0.05)
        return found[0]

    def connect(self, source: str, sink: str) -> None:
        """Plug one port into another."""
        subprocess.run(["jack_connect", source, sink], env=self.environment, check=True, capture_output=True)

    def xruns(self) -> int:
        """How often anything was late, the machine included, by the server's own log."""
        return self._log.read_text(errors="replace").count("XRun")

    def client_xruns(self) -> int:
        """How often a client was late, by the server's own log."""
        return self._log.read_text(errors="replace").count("JackEngine::XRun: client")


def may_be_realtime() -> bool:
    """Whether this user may have real-time priority."""
    chrt = shutil.which("chrt")
    if chrt is None:
        return False
    return subprocess.run([chrt, "-f", "70", "true"], capture_output=True, check=False).returncode == 0
