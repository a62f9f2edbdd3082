"""A show on the offline engine, with songs that are packs on disk."""

from pathlib import Path

import numpy as np
import pytest

import engine
from bench.stage import write_pack
from sfa_live.show import Shelf, Show

RATE = 48_000


class Clock:
    """Time that the test moves by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    random = np.random.default_rng(7)
    stems = {
        name: (random.integers(-3000, 3000, (2 * RATE, 2)) / 32768).astype(np.float32)
        for name in ("vocals", "drums", "bass", "other")
    }
    write_pack(tmp_path / "packs", "song", stems)
    write_pack(tmp_path / "packs", "short", {"drums": stems["drums"][: RATE // 10]})
    return tmp_path / "packs"


@pytest.fixture
def shelf(packs: Path) -> Shelf:
    return Shelf(packs, RATE)


@pytest.fixture
def sound() -> engine.OfflineEngine:
    return engine.OfflineEngine(rate=RATE, block=64)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def show(sound: engine.OfflineEngine, clock: Clock) -> Show:
    return Show(sound, "epoch", clock)


@pytest.fixture
def loaded(show: Show, shelf: Shelf) -> Show:
    """The show with a song of two seconds on deck A."""
    show.finish_load("A", shelf.take("song"))
    return show
