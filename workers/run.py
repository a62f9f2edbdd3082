"""One queue's worker process: ``python -m workers.run '<settings json>' <queue>``."""

from __future__ import annotations

import logging
import os
import signal
import sys
from threading import Event, Timer
from typing import Final

from dramatiq import Worker

from sfa_live.model.job import JobKind
from sfa_live.music import tidy
from sfa_live.processes import beginning
from sfa_live.settings import Settings, decode_settings
from workers.brokers import open_queue
from workers.child import StepRunner
from workers.crew import Crew, threads_for

log = logging.getLogger("sfa_live.workers")

#: Threads look this often whether they should stop, in milliseconds.
_LOOK_MS: Final = 200
#: A stop takes at most so long; jobs that could not be put back are put back by the next worker's sweep.
_STOP_S: Final = 3.5


def serve(settings: Settings, kind: JobKind, runner: StepRunner, stop: Event) -> None:
    """Run a queue's jobs until ``stop`` is set; then running steps are killed and their jobs put back."""
    crew = Crew(settings, kind, runner)
    crew.start()
    broker = open_queue(crew)
    worker = Worker(broker, queues={kind}, worker_threads=threads_for(kind), worker_timeout=_LOOK_MS)
    # No job waits in this process while another one has a free thread.
    worker.queue_prefetch = threads_for(kind)
    worker.start()
    log.info("The %s worker is ready", kind)
    if kind == JobKind.DOWNLOAD:
        tidy(crew.database, crew.shop.store)
    stop.wait()
    crew.stop()
    worker.stop(timeout=int(_STOP_S * 1000))
    crew.close()


def main(arguments: list[str]) -> int:
    """Decode the settings, serve, and end in order at SIGTERM or SIGINT."""
    settings, kind = decode_settings(arguments[0]), JobKind(arguments[1])
    beginning.begin(settings)
    logging.getLogger("dramatiq").setLevel(logging.WARNING)  # it tells of every stop
    stop = Event()

    def end(*_: object) -> None:
        stop.set()
        last_resort = Timer(_STOP_S, os._exit, (0,))
        last_resort.daemon = True
        last_resort.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    serve(settings, kind, StepRunner(), stop)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
