"""Stretchers are used again, but only so many wait for it: their memory comes back when they go."""

import re
from pathlib import Path

import numpy as np

from engine.kernel.codes import Stretch
from engine.stretch.library import Kind, Pool, Stretcher
from tests.engine.player import RATE

KINDS = [Kind(RATE, mode, 2 * stems, shifts) for mode in Stretch for stems in range(1, 5) for shifts in (False, True)]
#: Stretchers that a deck keeps.
MOST = 2


def use(stretcher: Stretcher) -> None:
    """Have it take all the memory it wants."""
    stretcher.reset(0.9, 1.0)
    for _ in range(20):
        stretcher.process(np.zeros((stretcher.kind.channels, stretcher.required), np.float32))


def resident_kb() -> int:
    found = re.search(r"RssAnon:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])


def test_a_stretcher_is_used_again_by_the_same_kind_only() -> None:
    pool = Pool()
    first = pool.take(KINDS[0])
    pool.give(first)
    assert pool.take(KINDS[1]) is not first
    assert pool.take(KINDS[0]) is first


def test_the_stretchers_used_last_are_kept() -> None:
    pool = Pool()
    stretchers = [pool.take(kind) for kind in KINDS]
    for stretcher in stretchers:
        pool.give(stretcher)
    again = [pool.take(kind) for kind in KINDS]
    assert [one is other for one, other in zip(stretchers, again, strict=True)].count(True) == MOST
    assert again[-MOST:] == stretchers[-MOST:]


def test_those_that_go_give_their_memory_back() -> None:
    def used() -> Pool:
        pool = Pool()
        for kind in KINDS:
            stretcher = pool.take(kind)
            use(stretcher)
            pool.give(stretcher)
        return pool

    used()
    before = resident_kb()
    pool = used()
    assert resident_kb() - before < 24_000
    assert pool.take(KINDS[-1]).kind == KINDS[-1]
