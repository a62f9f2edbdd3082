"""A child for the supervisor's tests: keeps a diary of its lives. ``little_child.py NAME DATA MANNERS``."""

import json
import os
import signal
import sys
import time
from contextlib import nullcontext
from pathlib import Path

from sfa_live.processes import beginning
from sfa_live.processes.pid_lock import hold
from sfa_live.settings import Settings

name, data, manners = sys.argv[1], Path(sys.argv[2]), sys.argv[3]


def note(what):
    with (data / "diary").open("a") as diary:
        diary.write(json.dumps([name, what, time.monotonic(), os.getpid()]) + "\n")


def say_goodbye(*_):
    note("ended")
    sys.exit(0)


def main():
    beginning.begin(Settings(data=data), outlives_parent=name == "rig")
    signal.signal(signal.SIGTERM, signal.SIG_IGN if manners == "deaf" else say_goodbye)
    with hold(data / "run" / "rig.lock", "A rig") if name == "rig" else nullcontext():
        lives = (data / "diary").read_text().count(f'"{name}", "born"') if (data / "diary").exists() else 0
        note("born")
        if manners == "refuses" or (manners == "refuses later" and lives == 1):
            sys.stderr.write("2026-11-21T20:00:00.000Z ERROR   sfa_live.server: The port is taken.\n")
            sys.exit(2)
        if manners == "dies":
            sys.exit(1)
        while True:
            time.sleep(1)


if __name__ == "__main__":
    main()
