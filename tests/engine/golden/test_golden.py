"""Scripts that use everything sound as they did when somebody last listened."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from engine import Command
from tests.engine.golden.fingerprint import fingerprint, path_of
from tests.engine.golden.scripts import SCRIPTS, mixing, play


def differing(sound: np.ndarray, name: str, tolerance: float) -> list[int]:
    """The blocks whose fingerprint is not the one that is kept. A wide tolerance looks at the loudness alone."""
    kept = np.load(path_of(name))
    told = fingerprint(sound)
    measures = slice(0, 3) if tolerance < 0.01 else slice(1, 2)
    off = np.abs(told - kept)[:, measures] > tolerance * np.maximum(kept[:, 1:2], 0.01)
    return np.flatnonzero(off.any(axis=(1, 2))).tolist()


@pytest.mark.slow
@pytest.mark.parametrize(("script", "tolerance"), SCRIPTS.items(), ids=lambda value: getattr(value, "__name__", None))
def test_a_script_sounds_as_it_did(script: Callable[[], Iterator[Command]], tolerance: float) -> None:
    sound = play(script)
    assert np.isfinite(sound).all()
    assert differing(sound, script.__name__, tolerance) == []


@pytest.mark.slow
def test_a_fingerprint_tells_a_sample_late_a_sample_wrong_and_a_hundredth_of_a_decibel() -> None:
    sound = play(mixing)
    late = np.roll(sound, 1, axis=0)
    wrong = sound.copy()
    wrong[50_000, 0] += 0.01
    louder = sound * np.float32(10.0 ** (0.01 / 20.0))
    assert len(differing(late, "mixing", 1e-4)) > 80
    assert differing(wrong, "mixing", 1e-4) == [50_000 // 2048]
    assert len(differing(louder, "mixing", 1e-4)) > 80
