"""Which broker wakes the workers: the job table itself, or Redis where workers sit on other machines."""

from __future__ import annotations

from dramatiq import Actor, Broker

from sfa_live.music import Watch
from workers.crew import Crew
from workers.row_broker import RowBroker


def open_queue(crew: Crew) -> Broker:
    """The broker that the settings ask for, with the queue's only actor, whose messages hold a job id.

    Without middleware: attempts, limits and ends are the rows' business, not the messages'.
    """
    if crew.shop.settings.redis_url:
        # An extra that only this way needs.
        from workers.redis_broker import make_redis_broker, start_waker  # noqa: PLC0415

        broker = make_redis_broker(crew.shop.settings.redis_url)
        start_waker(crew, _declare(broker, crew))
        return broker
    watch = Watch(crew.database)
    rows = RowBroker(crew, watch.changed, watch.every_s)
    _declare(rows, crew)
    return rows


def _declare(broker: Broker, crew: Crew) -> Actor[[str], None]:
    return Actor(crew.perform, actor_name=crew.kind, queue_name=crew.kind, broker=broker, priority=0, options={})
