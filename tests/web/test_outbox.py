"""A browser that falls behind loses what waits, gets the whole instead, and costs a bounded amount."""

import asyncio

import pytest

from web.live.message import LIVE, Message
from web.live.outbox import Outbox


class Slow:
    """A browser that takes a message only when it is let."""

    def __init__(self):
        self.taken = []
        self.let = asyncio.Semaphore(0)
        self.whole = Message(LIVE, "state", {"whole": True})
        self.outbox = Outbox(self.send, lambda: [self.whole])

    async def send(self, message):
        await self.let.acquire()
        self.taken.append(message)


@pytest.fixture
async def slow():
    slow = Slow()
    task = asyncio.create_task(slow.outbox.run())
    yield slow
    task.cancel()


async def _let(slow, count):
    for _ in range(count):
        slow.let.release()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def test_messages_go_in_order(slow):
    sent = [Message(LIVE, "patch", {"seq": number}) for number in range(50)]
    for message in sent:
        slow.outbox.put(message)
    await _let(slow, 60)
    assert slow.taken == sent


async def test_of_meters_only_the_latest_waits_and_behind_everything_else(slow):
    meters = [Message(LIVE, "meters", {"frame": number}) for number in range(10)]
    patch = Message(LIVE, "patch", {"seq": 1})
    for message in meters:
        slow.outbox.put_meters(message)
    slow.outbox.put(patch)
    await _let(slow, 5)
    assert slow.taken == [patch, meters[-1]]


async def test_who_falls_behind_gets_the_whole_once_there_is_room_and_then_what_follows(slow):
    first = Message(LIVE, "patch", {"seq": 0})
    slow.outbox.put(first)
    await asyncio.sleep(0)  # it is on its way, and stuck
    for number in range(2_000):
        slow.outbox.put(Message(LIVE, "patch", {"seq": number, "pad": "x" * 1000}))
        assert slow.outbox.size <= 256 << 10
    await _let(slow, 2)
    assert slow.taken == [first, slow.whole]

    after = Message(LIVE, "patch", {"seq": 2_001})
    slow.outbox.put(after)
    await _let(slow, 1)
    assert slow.taken == [first, slow.whole, after]
