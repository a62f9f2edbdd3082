"""The bench of those who learn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.midi.learn.desk_bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "presets")
    bench.desk.start()
    yield bench
    bench.desk.stop()
