"""What comes out of a JACK server."""

from __future__ import annotations

import itertools
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile

from tests.engine.player import Sound

_numbers = itertools.count(1)


def server_name() -> str:
    """A name that no other server has."""
    return f"sfa-engine-{os.getpid()}-{next(_numbers)}"


@contextmanager
def capture(path: Path, channels: int = 2) -> Iterator[None]:
    """Record what PortAudio plays, as float32, while the block runs."""
    ports = [word for channel in range(channels) for word in ("-p", f"PortAudio:out_{channel}")]
    command = ["jack_capture", "-f", "wav", "-b", "FLOAT", "-c", str(channels), *ports, "--no-stdin", "-hbu", str(path)]
    recorder = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.7)
        yield
    finally:
        recorder.terminate()
        recorder.wait(10)


def recorded(path: Path) -> Sound:
    """What was recorded. Shape: (frames, channels), float32."""
    samples: Sound = soundfile.read(path, dtype="float32", always_2d=True)[0]
    first = np.flatnonzero(samples.any(axis=1))
    return samples[first[0] :] if len(first) else samples[:0]
