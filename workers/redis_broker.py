"""Dramatiq over Redis: messages hold a job id, rows stay the truth, and lost messages are sent anew."""

from __future__ import annotations

import logging
from threading import Thread
from typing import Final

from dramatiq import Actor, Broker
from dramatiq.brokers.redis import RedisBroker
from redis import RedisError

from sfa_live.errors import StoreError
from workers.crew import Crew

log = logging.getLogger("sfa_live.workers")

#: A worker whose Redis has not heard of it for so long has lost its messages to the others, in milliseconds.
_HEARTBEAT_MS: Final = 15_000
#: How many of a million commands look for such workers.
_MAINTENANCE: Final = 100_000
#: How often ready jobs without a message are looked for, in seconds.
_LOOK_S: Final = 0.1


def make_redis_broker(url: str) -> Broker:
    """A broker over that Redis which notices a dead worker within seconds."""
    broker: Broker = RedisBroker(  # type: ignore[no-untyped-call]
        url=url, middleware=[], heartbeat_timeout=_HEARTBEAT_MS, maintenance_chance=_MAINTENANCE
    )
    return broker


def start_waker(crew: Crew, actor: Actor[[str], None]) -> None:
    """Start the thread that sends a message for every ready job that has none, until the crew stops."""
    Thread(target=_wake, args=(crew, actor), name="waker", daemon=True).start()


def _wake(crew: Crew, actor: Actor[[str], None]) -> None:
    while not crew.stopping.wait(_LOOK_S):
        try:
            if crew.jobs.ready(crew.kind):
                for job_id in crew.jobs.wake(crew.kind):
                    actor.send(job_id)
        except (StoreError, RedisError) as away:
            log.warning("Ready jobs could not be told: %s", away)
