"""What the engine costs: one block of two decks with four stems each, at 64 frames, and how fast it renders offline."""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from engine import Load, OfflineEngine, Play, SetTempo, Source

RATE: Final = 48_000
BLOCK: Final = 64
STEMS: Final = 4
SECONDS: Final = 20
CASES: Final = {"unity": 1.0, "plus_3_percent": 1.03, "plus_50_percent": 1.5}


def run(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Figures for ``sfa-live bench engine``; ``arguments`` may hold ``seconds``, how long each case plays."""
    seconds = int(arguments.get("seconds", SECONDS))
    return {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "block": BLOCK,
        "decks": 2,
        "stems_per_deck": STEMS,
        "callback": {case: _callback(ratio, seconds) for case, ratio in CASES.items()},
        "offline_times_real_time": {case: _offline(ratio, seconds) for case, ratio in CASES.items()},
    }


def _engine(ratio: float, seconds: int, block: int) -> OfflineEngine:
    engine = OfflineEngine(RATE, block)
    frames = int(seconds * RATE * max(1.0, ratio)) + RATE
    random = np.random.default_rng(1)
    for deck in range(2):
        song = Source.from_array(random.standard_normal((frames, 2 * STEMS), dtype=np.float32) * np.float32(0.05))
        engine.submit(Load(deck, song))
        engine.submit(SetTempo(deck, ratio))
        engine.submit(Play(deck))
    return engine


def _callback(ratio: float, seconds: int) -> dict[str, float]:
    """Microseconds that a block takes, by the engine's own stop-watch."""
    engine = _engine(ratio, seconds, BLOCK)
    deadline_us = BLOCK / RATE * 1e6
    means = []
    for _ in range(10 * seconds):
        engine.render(RATE // 10)
        means.append(engine.snapshot().timing.load * deadline_us)
    mean_us = float(np.median(means))
    return {
        "mean_us": round(mean_us, 2),
        "worst_us": round(engine.snapshot().timing.worst_duration_s * 1e6, 1),
        "mean_percent_of_block": round(100 * mean_us / deadline_us, 2),
    }


def _offline(ratio: float, seconds: int) -> float:
    engine = _engine(ratio, seconds, 1024)
    began = time.perf_counter()
    engine.render(seconds * RATE)
    return round(seconds / (time.perf_counter() - began), 1)


if __name__ == "__main__":
    json.dump(run({}), sys.stdout, indent=2)
    print()
