"""The embedded broker: a Dramatiq broker whose queue is the job table.

A job is enqueued by its row, in the transaction that makes it; a message is only a wake-up, so there is none to lose.
A consumer claims the next row when a thread is free, and hands its id to the actor.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from threading import Semaphore
from typing import Protocol

from dramatiq import Broker, Consumer, Message, MessageProxy


class Desk(Protocol):
    """Where the consumer gets jobs, and brings back those it could not give to a thread."""

    def take(self) -> str | None:
        """Claim the next job; its id, or None when there is none."""

    def put_back(self, job_id: str) -> None:
        """Give back a job that was taken and not begun."""


class RowBroker(Broker):
    """Consumes one queue off the job table; ``changed`` says cheaply whether looking could be worth it."""

    def __init__(self, desk: Desk, changed: Callable[[], bool], look_every_s: float) -> None:
        super().__init__(middleware=[])
        self.queues: set[str] = set()
        self.desk = desk
        self.changed = changed
        self.look_every_s = look_every_s

    def declare_queue(self, queue_name: str) -> None:
        """Make the queue known; its rows are there already."""
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues.add(queue_name)
            self.emit_after("declare_queue", queue_name)

    def get_declared_queues(self) -> set[str]:
        """The queues that are known."""
        return set(self.queues)

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 250) -> Consumer:
        """An iterator over claimed jobs, at most ``prefetch`` at a time; None after ``timeout`` ms without any."""
        return _RowConsumer(self, queue_name, prefetch, timeout / 1000)


class _RowConsumer(Consumer):
    def __init__(self, broker: RowBroker, queue_name: str, prefetch: int, timeout_s: float) -> None:
        self._broker = broker
        self._queue_name = queue_name
        self._free = Semaphore(prefetch)
        self._timeout_s = timeout_s
        self._look = True

    def __next__(self) -> MessageProxy | None:
        if not self._free.acquire(timeout=self._timeout_s):
            return None
        job_id = self._next_job()
        if job_id is None:
            self._free.release()
            return None
        message: Message[None] = Message(
            queue_name=self._queue_name, actor_name=self._queue_name, args=(job_id,), kwargs={}, options={}
        )
        return MessageProxy(message)

    def ack(self, message: MessageProxy) -> None:  # noqa: ARG002 - the job's row says how it ended
        """A thread is free again."""
        self._free.release()

    def nack(self, message: MessageProxy) -> None:
        """The same: no row is dead for want of a message."""
        self.ack(message)

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        """Give back what was claimed and not begun."""
        for message in messages:
            self._broker.desk.put_back(message.args[0])

    def _next_job(self) -> str | None:
        deadline = time.monotonic() + self._timeout_s
        while True:
            # Asked first: a change between the two is seen the next time.
            if self._broker.changed() or self._look:
                job_id = self._broker.desk.take()
                self._look = job_id is not None
                if job_id is not None:
                    return job_id
            if time.monotonic() >= deadline:
                return None
            time.sleep(self._broker.look_every_s)
