"""The device for when there is none: it keeps time and plays to nobody."""

from __future__ import annotations

import threading
from typing import Final

import numpy as np

from engine import kernel
from engine.seat import Seat

NULL: Final = "null"


class NullOutput:
    """A thread that asks for a block whenever one is due. It holds the interpreter only to start and to end."""

    name: Final = NULL
    backend: Final = NULL
    latency_s: Final = 0.0

    def __init__(self, seat: Seat, block: int) -> None:
        self.seat = seat
        self._out = np.zeros((block, seat.channels), np.float32)
        self._thread = threading.Thread(target=self._run, name="engine-null", daemon=True)

    @property
    def active(self) -> bool:
        """True while the thread lives."""
        return self._thread.is_alive()

    def take_over(self) -> None:
        """Begin to keep time."""
        self.seat.open()
        self._thread.start()

    def close(self) -> None:
        """Stop; returns within a block."""
        self.seat.close()
        self._thread.join()

    def _run(self) -> None:
        kernel.run_null_clock(kernel.callback, self.seat.address, self._out.ctypes.data, len(self._out))
