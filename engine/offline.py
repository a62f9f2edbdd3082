"""The engine without a device: the same kernel, as fast as it goes."""

from __future__ import annotations

import time
from typing import Final

import numpy as np
import numpy.typing as npt

from engine import kernel
from engine.seat import Seat
from engine.stretch import DeckStretcher
from engine.wall import Wall

#: The very code that a device calls, here called by Python; it leaves the interpreter to others.
_render: Final = kernel.callback.ctypes
#: Frames that a stretcher keeps ahead.
_AHEAD: Final = 2048
#: Frames per block, at most, while a deck is key-locked: its sound has to be made ahead.
_LONGEST_STRETCHED: Final = 512


class OfflineEngine(Wall):
    """Renders when it is told to: for tests, bounces and benchmarks. Implements `Sound`."""

    def __init__(self, rate: int = 48_000, block: int = 128, channels: int = 2) -> None:
        super().__init__(rate, block, channels)
        self._seat = Seat(self._address, channels)
        self._seat.open()
        self._stretchers: dict[int, DeckStretcher] = {}

    def render(self, frames: int) -> npt.NDArray[np.float32]:
        """The next frames. Shape: (frames, channels), float32. The length of the blocks makes no difference.

        Waits for the disk when a recording runs: time stands still meanwhile.
        """
        out = np.empty((frames, self.channels), np.float32)
        block = min(self.block, _LONGEST_STRETCHED) if self._stretchers else self.block
        for start in range(0, frames, block):
            # As a copy: whoever acts may do so on another thread, and the first key lock of a deck adds to the table.
            for stretcher in tuple(self._stretchers.values()):
                stretcher.catch_up()
            piece = out[start : start + block]
            self._wait_for_recordings(len(piece))
            _render(0, piece.ctypes.data, len(piece), 0, 0, self._seat.address)
        return out

    def _attend(self, deck: int) -> None:
        if deck not in self._stretchers:
            self._stretchers[deck] = self._stretcher(deck, _LONGEST_STRETCHED, _AHEAD)

    def _wait_for_recordings(self, frames: int) -> None:
        while not all(reel.has_room(frames) for reel in tuple(self._reels)):
            time.sleep(0.001)


def warm() -> None:
    """Have everything compiled and kept on disk, for set-up: importing the engine does it, a start finds it there."""
    OfflineEngine().render(1)
