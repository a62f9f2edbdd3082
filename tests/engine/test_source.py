"""Songs are taken as they lie, checked once, and brought into memory before they are played."""

from pathlib import Path

import numpy as np
import pytest

from engine import Source
from tests.engine.player import loaded, noise, summed


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros((10, 2)),
        np.zeros((10, 3), np.float32),
        np.zeros((10, 18), np.float32),
        np.zeros((0, 2), np.float32),
        np.zeros((2, 10), np.float32).T,
        np.zeros(10, np.float32),
    ],
)
def test_what_cannot_be_played_is_refused(samples: np.ndarray) -> None:
    with pytest.raises(ValueError, match="stems"):
        Source.from_array(samples)


def test_a_mapped_file_plays_as_it_stands(tmp_path: Path) -> None:
    song = noise(30_000, 4)
    song.tofile(tmp_path / "song.pack")
    mapped = np.memmap(tmp_path / "song.pack", np.float32, "r", shape=song.shape)
    source = Source.from_array(mapped)
    assert source.prefault() in {True, False}
    assert np.array_equal(loaded(mapped).render(30_000), summed(song))
    source.release()


def test_nothing_is_copied() -> None:
    song = noise(100, 1)
    assert Source.from_array(song).address == song.ctypes.data
