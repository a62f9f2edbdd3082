"""A worker process as ``workers.run`` makes it, but with the steps of `fake_steps`."""

import logging
import os
import shutil
import signal
import sys
from pathlib import Path
from threading import Event

from sfa_live.model.job import JobKind
from sfa_live.settings import decode_settings
from workers.child import StepRunner
from workers.run import serve

FAKE = str(Path(__file__).with_name("fake_steps.py"))


def pretend_a_small_disk(root):
    """Where no small disk can be mounted, count what a folder holds against its size."""
    total = int(os.environ["FAKE_DISK"])

    def usage(_path):
        used = sum(file.stat().st_size for file in Path(root).rglob("*") if file.is_file())
        return type(real(root))(total, used, total - used)

    real, shutil.disk_usage = shutil.disk_usage, usage


logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
stop = Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
settings = decode_settings(sys.argv[1])
if "FAKE_DISK" in os.environ:
    pretend_a_small_disk(settings.media)
serve(settings, JobKind(sys.argv[2]), StepRunner(lambda step: (sys.executable, FAKE, step)), stop)
