"""The engine without a device: the same kernel, as fast as it goes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine import kernel
from engine.wall import Wall


class OfflineEngine(Wall):
    """Renders when it is told to: for tests, bounces and benchmarks. Implements `Sound`."""

    def __init__(self, rate: int = 48_000, block: int = 128) -> None:
        super().__init__(rate, block)

    def render(self, frames: int) -> npt.NDArray[np.float32]:
        """The next frames. Shape: (frames, 2), float32. The length of the blocks it is done in makes no difference."""
        out = np.empty((frames, 2), np.float32)
        for start in range(0, frames, self.block):
            kernel.render(self._address, out[start : start + self.block])
        return out
