"""Pads whose driver tells when it took each note in, on an engine that keeps time: from the note to its own sample."""

from __future__ import annotations

import random
import time

import numpy as np
import numpy.typing as npt

from bench.machine import MachineControl
from bench.midi_hand import NOTE
from bench.pad_stage import PadStage, pad_stage
from sfa_live.model.action import StemMute
from sfa_live.show import Done

#: Milliseconds, one for each note.
Waits = npt.NDArray[np.float64]


def pad_moments(notes: int, block: int) -> tuple[Waits, Waits]:
    """Play that many notes, 5 to 25 ms apart; how long after the driver's stamp each one's sample came, in ms.

    All of them, and those during which the machine did not stand still.
    """
    told: list[Done] = []
    with pad_stage(block, told.append) as stage:
        with MachineControl() as control:
            stamps = _play(stage, notes)
        blocks = stage.sound.flight()
    frames = np.array([done.frame for done in told if isinstance(done.action, StemMute)])
    if len(frames) != notes:
        raise RuntimeError(f"Of {notes} notes {len(frames)} were done.")
    # A card's clock runs evenly, whenever the engine is called: it is that of the block that began earliest. All blocks
    # since the first are there.
    rate = stage.sound.rate
    begins = np.arange(len(blocks)) * block / rate
    first = (blocks[:, 0] / 1e9 - begins).min()
    times = first + frames / rate
    waits: Waits = (times - stamps) * 1e3
    is_calm = [
        not control.blames_machine(int(stamp * 1e9), int(end * 1e9)) for stamp, end in zip(stamps, times, strict=True)
    ]
    return waits, waits[is_calm]


def _play(stage: PadStage, notes: int) -> Waits:
    stamps, moments = [], random.Random(1)
    for _ in range(notes):
        time.sleep(moments.uniform(0.005, 0.025))
        stamps.append(time.monotonic())
        stage.bay.virtual_in.play(0x90, NOTE, 127, at=stamps[-1])
        stage.settle()
    time.sleep(0.1)
    stage.settle()
    return np.array(stamps)


def spread(waits: Waits) -> str:
    """p50, p99, the longest and the standard deviation."""
    p50, p99 = np.percentile(waits, [50, 99])
    return f"{p50:.2f} / {p99:.2f} / {waits.max():.2f} / {waits.std():.3f} (n={len(waits)})"
