"""What the engine costs: a block of two and of four decks with four stems each, and how fast it renders offline."""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from engine import (
    Band,
    Command,
    Load,
    OfflineEngine,
    Play,
    SetDeckFilter,
    SetEq,
    SetStemFilter,
    SetTempo,
    Source,
)

RATE: Final = 48_000
BLOCK: Final = 64
STEMS: Final = 4
SECONDS: Final = 20
CASES: Final = {"unity": 1.0, "plus_3_percent": 1.03, "plus_50_percent": 1.5}
#: Gains of the three bands.
GAINS: Final = (0.5, 2.0, 0.0)
#: Frames in a block of the mixer, and its decks.
MIXER_BLOCK: Final = 128
DECKS: Final = 4


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
        "mixer": {
            "block": MIXER_BLOCK,
            "decks": DECKS,
            "callback": {case: _mixer(moves, seconds) for case, moves in _mixer_cases(seconds).items()},
        },
    }


def _mixer_cases(seconds: int) -> dict[str, list[Command]]:
    """Flat; the equalisers and filters of all channels; those of all stems too; and all of them moving all the time."""

    def channels(over: int) -> list[Command]:
        bands = [SetEq(deck, band, gain, over) for deck in range(DECKS) for band, gain in zip(Band, GAINS, strict=True)]
        return [*bands, *(SetDeckFilter(deck, -0.4, over) for deck in range(DECKS))]

    def stems(over: int) -> list[Command]:
        return [SetStemFilter(deck, stem, 0.3, over) for deck in range(DECKS) for stem in range(STEMS)]

    forever = 10 * seconds * RATE
    return {
        "flat": [],
        "eq_and_filters": channels(0),
        "with_stem_filters": channels(0) + stems(0),
        "all_moving": channels(forever) + stems(forever),
    }


def _mixer(moves: list[Command], seconds: int) -> dict[str, float]:
    """As `_callback`, for the mixer; and how many times faster than real time it renders in blocks of that size."""
    engine = _engine(1.0, seconds, MIXER_BLOCK, DECKS)
    for move in moves:
        engine.submit(move)
    period_us = MIXER_BLOCK / RATE * 1e6
    means = []
    began = time.perf_counter()
    for _ in range(10 * seconds):
        engine.render(RATE // 10)
        means.append(engine.snapshot().timing.load * period_us)
    took = time.perf_counter() - began
    mean_us = float(np.median(means))
    return {
        "mean_us": round(mean_us, 2),
        "mean_percent_of_block": round(100 * mean_us / period_us, 2),
        "offline_times_real_time": round(seconds / took, 1),
    }


def _engine(ratio: float, seconds: int, block: int, decks: int = 2) -> OfflineEngine:
    engine = OfflineEngine(RATE, block)
    frames = int(seconds * RATE * max(1.0, ratio)) + RATE
    random = np.random.default_rng(1)
    for deck in range(decks):
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
