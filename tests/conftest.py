"""What more than one folder of tests needs."""

from __future__ import annotations

import pytest

pytest_plugins = ["tests.served", "tests.pads"]

#: Tests of real processes in real time. A machine that stops for a moment is not their fault: they get two more takes,
#: and the summary tells that they needed them. A fault of ours fails all three.
_IN_REAL_TIME = {"jack", "browser", "slow"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _IN_REAL_TIME & {mark.name for mark in item.iter_markers()}:
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))
