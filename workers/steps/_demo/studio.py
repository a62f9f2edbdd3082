"""Recording a score: all instruments in one pass into one file, so that the stems are aligned to the sample."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyo
import soundfile

from workers.steps._demo.instruments import INSTRUMENTS, Player
from workers.steps._demo.score import CURVE_RATE, Score

RATE: Final = 48_000
_BLOCK: Final = 256
_32_BIT_FLOAT: Final = 3
_SEED: Final = 1


def record(score: Score, file: Path) -> None:
    """Play ``score`` offline into ``file``, two channels per instrument. Once per process: so is pyo's server."""
    channels = 2 * len(INSTRUMENTS)
    server = pyo.Server(sr=RATE, nchnls=channels, buffersize=_BLOCK, duplex=0, audio="offline")
    server.setVerbosity(1)
    server.boot()
    server.setGlobalSeed(_SEED)
    server.recordOptions(
        dur=len(score.blank()) / CURVE_RATE, filename=str(file), fileformat=0, sampletype=_32_BIT_FLOAT
    )
    player = Player()
    for index, instrument in enumerate(INSTRUMENTS.values()):
        instrument(player, score, 2 * index)
    server.start()
    server.shutdown()


def stems_of(file: Path) -> dict[str, np.ndarray]:
    """The recorded stems by name, (frames, 2) each."""
    samples, _ = soundfile.read(file, dtype="float32", always_2d=True)
    return {name: samples[:, 2 * index : 2 * index + 2] for index, name in enumerate(INSTRUMENTS)}
