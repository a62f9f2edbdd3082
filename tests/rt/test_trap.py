"""On the audio thread nothing is allocated, locked or waited for, while a live engine does everything it can."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import engine
from bench.jack import JackServer
from engine import Command, Source, StartReel, StopReel
from tests.engine.player import noise
from tests.parts import require
from tests.rt.anything import Anything

pytestmark = [pytest.mark.jack, pytest.mark.slow]

Trapped = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def trapped(tmp_path_factory: pytest.TempPathFactory) -> Trapped:
    """Play so many seconds in a trap; what it caught."""
    require("cc", "jackd", "jack_lsp")
    trap = tmp_path_factory.mktemp("trap") / "trap.so"
    source = Path(__file__).with_name("trap.c")
    subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", trap, source], check=True)

    def play(callback: str, seconds: float) -> dict[str, Any]:
        with JackServer(block=128) as jack:
            command = [sys.executable, "-m", "tests.rt.trapped", str(seconds), callback]
            environment = {**jack.environment, "LD_PRELOAD": str(trap)}
            ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=110)
        assert ran.returncode == 0, ran.stderr
        caught: dict[str, Any] = json.loads(ran.stdout)
        return caught

    return play


def test_every_command_there_is_is_among_anything() -> None:
    anything = Anything([Source.from_array(noise(4800, 1))])
    commands = {value for value in vars(engine).values() if isinstance(value, type) and issubclass(value, Command)}
    # Those of a recording are the engine's own: it asks for them itself.
    assert set(anything.kinds) == commands - {Command, StartReel, StopReel}


def test_the_kernel_allocates_locks_and_waits_for_nothing_whatever_it_is_asked(trapped: Trapped) -> None:
    caught = trapped("kernel", 20.0)
    assert caught["calls"] == {}
    assert caught["sleeps"] == 0
    assert caught["disk_waits"] == 0
    # It was there, it sounded, and it was asked for everything.
    assert caught["blocks"] > 20 * 48_000 / 128 / 2
    assert caught["loudest"] > 0.01
    assert caught["never"] == []
    assert caught["recorded"] > 10 * 48_000


@pytest.mark.parametrize(
    ("mistake", "call"), [("allocate", "malloc"), ("lock", "pthread_mutex_lock"), ("sleep", "usleep")]
)
def test_the_trap_sees_every_mistake_of_a_bad_callback(trapped: Trapped, mistake: str, call: str) -> None:
    caught = trapped(mistake, 1.0)
    assert caught["calls"][call] > 100
    assert (caught["sleeps"] > 100) is (mistake == "sleep")
