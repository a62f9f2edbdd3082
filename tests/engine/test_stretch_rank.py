"""Key lock goes before the rest of the show only as long as that leaves enough for it."""

import os
import threading
import time

import pytest

from bench.jack import may_be_realtime
from engine import Engine, Load, Play, SetKeyLock, SetTempo, Source, Stretch
from engine.stretch.rank import Budget, Rank
from tests.engine.player import RATE, noise


def test_so_many_go_first_as_there_is_room_for_and_the_next_waits() -> None:
    budget = Budget(1.0)
    assert [budget.allows(deck, 0.4) for deck in range(3)] == [True, True, False]


def test_one_that_takes_more_than_there_is_is_set_back_and_makes_room_for_others() -> None:
    budget = Budget(1.0)
    assert budget.allows(0, 0.7)
    assert not budget.allows(1, 0.5)
    assert not budget.allows(0, 1.2)
    assert budget.allows(1, 0.5)


def test_one_that_was_set_back_comes_forward_only_when_there_is_room_to_spare() -> None:
    budget = Budget(1.0)
    assert budget.allows(0, 0.95)
    assert not budget.allows(0, 1.05)
    assert not budget.allows(0, 0.95)
    assert budget.allows(0, 0.75)


def test_a_thread_goes_first_where_the_user_may_and_is_set_back() -> None:
    seen: list[int] = []

    def run() -> None:
        rank = Rank()
        seen.append(os.sched_getscheduler(0))
        rank.be_realtime(wanted=False)
        seen.append(os.sched_getscheduler(0))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [os.SCHED_FIFO if may_be_realtime() else os.SCHED_OTHER, os.SCHED_OTHER]


@pytest.mark.slow
def test_four_decks_at_the_finest_do_not_all_go_before_the_rest_of_the_show() -> None:
    engine = Engine.open("null", RATE, 128)
    try:
        song = noise(RATE * 20, 4)
        for deck in range(4):
            engine.submit(Load(deck, Source.from_array(song)), SetTempo(deck, 1.5))
            engine.submit(SetKeyLock(deck, on=True, mode=Stretch.FINE), Play(deck))
        deadline = time.monotonic() + 5.0
        while len(_first()) == 4:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        engine.close()


def _first() -> list[str]:
    """The stretchers that go before all that is not real-time."""
    names = {thread.native_id: thread.name for thread in threading.enumerate() if thread.name.startswith("engine-str")}
    return [name for number, name in names.items() if number and os.sched_getscheduler(number) == os.SCHED_FIFO]
