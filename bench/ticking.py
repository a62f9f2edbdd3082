"""Clocks that tick unevenly, by seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from midi.clock.ticks import TICKS


class Tick(NamedTuple):
    """One tick: when it was meant, when it came, its beat, and the tempo there."""

    meant: float
    came: float
    beat: float
    bpm: float


def ticking(
    bpm_at: Callable[[float], float], seconds: float, *, seed: int, jitter_s: float = 0.001, lost: float = 0.0
) -> Iterator[Tick]:
    """The ticks of a clock that begins at 100 s; each is evenly anywhere within the jitter, some share is lost."""
    chance = random.Random(seed)
    at, number = 0.0, 0
    while at < seconds:
        bpm = bpm_at(at)
        if chance.random() >= lost:
            yield Tick(100.0 + at, 100.0 + at + chance.uniform(-jitter_s, jitter_s), number / TICKS, bpm)
        half = 30.0 / TICKS / bpm
        at += 60.0 / TICKS / bpm_at(at + half)
        number += 1
