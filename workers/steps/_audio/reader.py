"""What every way to read a sound file has in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float32]

#: Frames that are held at a time: what bounds the memory of every step that reads.
BLOCK_FRAMES: Final = 1 << 16


class AudioReader(Protocol):
    """One stream of sound in a file, opened and not yet decoded."""

    @property
    def rate(self) -> int:
        """Frames per second."""
        ...

    @property
    def channels(self) -> int:
        """Channels, in the order that WAV gives them."""
        ...

    @property
    def promised_frames(self) -> int | None:
        """Frames that the header speaks of; None when it does not say."""
        ...

    def blocks(self) -> Iterator[Block]:
        """The samples from the beginning, (frames, channels), in blocks of at most about `BLOCK_FRAMES`."""
        ...

    def close(self) -> None:
        """Let the file go."""
        ...
