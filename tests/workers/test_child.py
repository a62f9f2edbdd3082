"""One child and its limits."""

import logging
import resource
import sys
import time
from threading import Event, Timer

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workers.conftest import survivors
from workers.child import Limits, StepRunner
from workers.lines import Lines
from workers.step_errors import Interrupted, StepError

LOG = logging.LoggerAdapter(logging.getLogger("test"))
RESULT = 'print(\'{"type": "result", "done": true}\', flush=True)'


def run(code, *, stop=None, limits=None, report=None):
    """Run a step that consists of this code."""
    heard = []
    runner = StepRunner(lambda _step: (sys.executable, "-c", code))
    result = runner.run(
        "intake",
        {"source": "x"},
        report=report or (lambda percent, words: heard.append((percent, words))),
        stop=stop or Event(),
        log=LOG,
        limits=limits or Limits(),
    )
    return result, heard


def test_a_step_is_asked_on_its_input_and_answers_in_lines():
    code = (
        "import json, sys; asked = json.load(sys.stdin)\n"
        "print(json.dumps({'type': 'progress', 'percent': 12.5, 'message': 'Reading'}))\n"
        "print(json.dumps({'type': 'result', 'asked': asked}))"
    )
    assert run(code) == ({"asked": {"source": "x"}}, [(12.5, "Reading")])


def test_an_error_line_becomes_an_error_with_its_code_and_sentence():
    code = 'print(\'{"type": "error", "code": "silent", "message": "Nothing to hear."}\'); raise SystemExit(1)'
    with pytest.raises(StepError, match="Nothing to hear") as wrong:
        run(code)
    assert wrong.value.wire_code == "silent"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os; os.abort()", "crashed"),
        ("import os; os.kill(os.getpid(), 9)", "out_of_memory"),
        ("", "no_result"),
        ("raise SystemExit(3)", "no_result"),
    ],
)
def test_an_end_without_a_result_is_told_by_how_it_came(code, expected):
    with pytest.raises(StepError) as wrong:
        run(code)
    assert wrong.value.wire_code == expected


def test_what_a_failed_step_wrote_last_is_in_the_log(caplog):
    with pytest.raises(StepError):
        run("for number in range(1000): print(f'line {number}')\nraise ZeroDivisionError('the reason')")
    assert "ZeroDivisionError: the reason" in caplog.text
    assert "line 999" in caplog.text
    assert "line 900" not in caplog.text


def test_a_step_without_progress_is_stopped():
    begun = time.monotonic()
    with pytest.raises(StepError, match="made no progress for 0 seconds") as wrong:
        run("import time; print('words', flush=True); time.sleep(60)", limits=Limits(quiet_s=0.4))
    assert wrong.value.wire_code == "stuck"
    assert time.monotonic() - begun < 5


def test_a_step_that_ignores_being_asked_is_killed_within_a_second():
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    stop = Event()
    Timer(0.5, stop.set).start()
    begun = time.monotonic()
    with pytest.raises(Interrupted):
        run(code, stop=stop)
    assert time.monotonic() - begun < 1.5


def test_what_a_step_leaves_running_is_ended_with_it(tmp_path):
    note = tmp_path / "pid"
    code = (
        "import subprocess; left = subprocess.Popen(['sleep', '60'])\n"
        f"open({str(note)!r}, 'w').write(str(left.pid))\n{RESULT}"
    )
    assert run(code)[0] == {"done": True}
    pid = int(note.read_text())
    assert not psutil.pid_exists(pid) or survivors([psutil.Process(pid)], within=0.5) == []


def test_limits_are_set_before_the_step_begins():
    code = (
        "import json, resource\n"
        "limits = [resource.getrlimit(which)[0] for which in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE)]\n"
        "print(json.dumps({'type': 'result', 'limits': limits}))"
    )
    limits = Limits(memory=8 << 30, file_size=1 << 20)
    assert run(code, limits=limits)[0] == {"limits": [8 << 30, 1 << 20]}
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1 << 20


def test_too_much_memory_ends_the_step_alone():
    with pytest.raises(StepError) as wrong:
        run("bytes(4 << 30)", limits=Limits(memory=1 << 30))
    assert wrong.value.wire_code == "no_result"


@given(
    st.lists(st.binary(max_size=30).filter(lambda line: b"\n" not in line), max_size=8),
    st.integers(min_value=1, max_value=40),
)
def test_lines_come_whole_however_they_are_cut(lines, size):
    stream = b"".join(line + b"\n" for line in lines)
    cutter = Lines(20)
    found = [line for at in range(0, len(stream), size) for line in cutter.feed(stream[at : at + size])]
    assert found == [line for line in lines if len(line) <= 20]
    assert cutter.dropped == len(lines) - len(found)
