"""A bench that is ended takes all its processes along."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

#: A bench on a stage with one process, which tells that one's number and goes on for longer than anybody waits.
_BENCH = """
import sys, time, types
from pathlib import Path
from bench.stage import Child, Stage
from sfa_live.cli import main
from sfa_live.settings import Settings

def run(_arguments):
    with Stage(Settings(data=Path(sys.argv[1]))) as stage:
        stage.children["sleeper"] = Child([sys.executable, "-c", "import time; time.sleep(60)"])
        print(stage.children["sleeper"].process.pid, flush=True)
        time.sleep(60)

sys.modules["bench.load_l"] = types.SimpleNamespace(run=run)
sys.exit(main(["bench", "load_l"]))
"""


def test_a_bench_that_is_ended_leaves_no_process_behind(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _BENCH, str(tmp_path)], stdout=subprocess.PIPE, text=True) as bench:
        assert bench.stdout is not None
        child = int(bench.stdout.readline())
        bench.send_signal(signal.SIGTERM)
        assert bench.wait(20) == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
