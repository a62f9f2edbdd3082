"""The place from which a device renders. One at a time is open; a device whose seat is closed plays silence."""

from __future__ import annotations

import numpy as np

from engine import kernel
from engine.kernel.layout import SEAT


class Seat:
    """One device's place at the engine's memory. Thread: control; the device only reads it."""

    def __init__(self, state_address: int, channels: int) -> None:
        """``channels`` is how many of the engine's channels the device takes."""
        self.channels = channels
        self._memory = np.zeros(1, SEAT)
        self._memory["channels"] = channels
        self._memory["state"] = state_address
        self.address = int(self._memory.ctypes.data)

    def open(self) -> None:
        """From the next block on, the device renders."""
        kernel.set_seat(self.address, True)

    def close(self) -> None:
        """From the next block on, the device plays silence, and touches nothing of the engine."""
        kernel.set_seat(self.address, False)
