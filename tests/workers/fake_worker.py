"""A worker process as ``workers.run`` makes it, but with the steps of `fake_steps`."""

import logging
import signal
import sys
from pathlib import Path
from threading import Event

from sfa_live.model.job import JobKind
from sfa_live.settings import decode_settings
from workers.child import StepRunner
from workers.run import serve

FAKE = str(Path(__file__).with_name("fake_steps.py"))

logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
stop = Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
serve(decode_settings(sys.argv[1]), JobKind(sys.argv[2]), StepRunner(lambda step: (sys.executable, FAKE, step)), stop)
