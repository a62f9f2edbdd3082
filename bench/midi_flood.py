"""A controller that never rests: 10 000 messages a second on every CC there is, with a pad played on top."""

from __future__ import annotations

import os
import time
from typing import Any, Final

from bench.memory import Holdings
from bench.midi_hand import NOTE
from bench.pad_stage import PadStage, pad_stage
from bench.verdict import at_most
from sfa_live.model.action import StemMute
from sfa_live.show import Done

_PACE: Final = 10_000
#: Messages between two presses of the pad, and between two looks at the clock.
_PRESSES: Final = 200
_LOOKS: Final = 20
#: Seconds of flood before memory is looked at for the first time.
_RUN_IN: Final = 3.0
#: What the process may grow by, in kB.
_GROWTH_KB: Final = 4_096


def flood(seconds: float) -> dict[str, Any]:
    """Flood for so long; the figures."""
    done = 0

    def count(told: Done) -> None:
        nonlocal done
        done += isinstance(told.action, StemMute)

    with pad_stage(128, count) as stage:
        _play(stage, _RUN_IN)
        before, late = Holdings.of(os.getpid()), stage.sound.snapshot().timing.late_blocks
        done = 0
        presses = _play(stage, seconds)
        timing = stage.sound.snapshot().timing
        grown = Holdings.of(os.getpid()).resident_kb - before.resident_kb
        problem = stage.rig.state.message
    return {
        f"flood of {seconds:g} s: notes lost of {presses}": at_most(presses - done, 0),
        "flood: what the rig says": problem or "nothing",
        "flood: blocks that began late": timing.late_blocks - late,
        "flood: longest block": f"{timing.worst_duration_s * 1e3:.2f} ms",
        "flood: memory": at_most(grown, _GROWTH_KB, "kB"),
    }


def _play(stage: PadStage, seconds: float) -> int:
    """Flood; how often the pad was pressed."""
    begin, presses = time.monotonic(), 0
    for number in range(int(seconds * _PACE)):
        stage.bay.virtual_in.play(0xB0, number % 128, number // 128 % 128)
        if number % _PRESSES == 0:
            stage.bay.virtual_in.play(0x90, NOTE, 100)
            stage.bay.virtual_in.play(0x80, NOTE, 0)
            presses += 1
        if number % _LOOKS == 0:
            stage.settle()
            time.sleep(max(0.0, begin + number / _PACE - time.monotonic()))
    end = time.monotonic() + 2.0
    while time.monotonic() < end:
        stage.settle()
        time.sleep(0.005)
    return presses
