"""Records what a JACK client plays, to the sample, with the time at which every cycle began.

    python -m bench.recorder OUT.npz SECONDS PORT…

Records until SIGTERM or for that many seconds at most; arrays: ``samples`` (frames, ports) float32, ``starts`` in
nanoseconds of CLOCK_MONOTONIC and ``frames``, both per cycle: where in ``samples`` the cycle begins.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from typing import Final

import jack
import numpy as np
import numpy.typing as npt

_ROOM: Final = 1.1


class Recorder:
    """A JACK client with one input per port, all memory taken beforehand."""

    def __init__(self, ports: list[str], seconds: float) -> None:
        self._client = jack.Client("recorder", no_start_server=True)
        self._ports = ports
        self._inputs = [self._client.inports.register(f"in_{number}") for number in range(len(ports))]
        frames = int(self._client.samplerate * seconds * _ROOM)
        self._samples: npt.NDArray[np.float32] = np.zeros((frames, len(ports)), np.float32)
        self._starts: npt.NDArray[np.int64] = np.zeros(frames // self._client.blocksize + 1, np.int64)
        self._places: npt.NDArray[np.int64] = np.zeros_like(self._starts)
        self._filled = self._cycles = 0
        self._client.set_process_callback(self._process)

    def record(self, ending: threading.Event, seconds: float) -> None:
        """Record until told or until time is up."""
        self._client.activate()
        for port, inlet in zip(self._ports, self._inputs, strict=True):
            self._client.connect(port, inlet)
        print("recording", flush=True)
        ending.wait(seconds)
        self._client.deactivate()
        self._client.close()

    def save(self, path: str) -> None:
        """Write what was recorded."""
        np.savez(
            path,
            samples=self._samples[: self._filled],
            starts=self._starts[: self._cycles],
            frames=self._places[: self._cycles],
        )

    def _process(self, frames: int) -> None:
        end = self._filled + frames
        if end > len(self._samples):
            return
        since = self._client.frames_since_cycle_start * 1_000_000_000 // self._client.samplerate
        self._starts[self._cycles] = time.monotonic_ns() - since
        self._places[self._cycles] = self._filled
        for channel, inlet in enumerate(self._inputs):
            self._samples[self._filled : end, channel] = inlet.get_array()
        self._filled = end
        self._cycles += 1


def main(arguments: list[str]) -> None:
    """Record as asked."""
    out, seconds, *ports = arguments
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    recorder = Recorder(ports, float(seconds))
    recorder.record(ending, float(seconds))
    recorder.save(out)


if __name__ == "__main__":
    main(sys.argv[1:])
