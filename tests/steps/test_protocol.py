"""The conversation between a step and whoever started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

ROOT = Path(__file__).parents[2]

STEP = """
import subprocess, time
from workers.steps._protocol import Request, Result, run

class Ask(Request, frozen=True):
    what: str

class Done(Result, frozen=True, tag="result"):
    said: str

def work(request, reporter):
    print("a library's banner")
    subprocess.run(["echo", "a child's chatter"])
    reporter.progress(50, "half")
    if request.what == "sleep":
        time.sleep(60)
    if request.what == "break":
        raise ZeroDivisionError("the seventh cog")
    if request.what == "memory":
        raise MemoryError
    if request.what == "full":
        with open("/dev/full", "wb", buffering=0) as full:
            full.write(b"x")
    if request.what == "flood":
        for number in range(20_000):
            reporter.progress(number / 200, "counting")
    return Done(said="all is well")

run(Ask, work, "testing")
"""


def talk(body: bytes) -> tuple[list[dict[str, Any]], int, str]:
    # As a user's machine has it: Python holds back what is printed, unless told otherwise.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        [sys.executable, "-c", STEP], cwd=ROOT, env=environment, input=body, capture_output=True, check=False
    )
    return [msgspec.json.decode(line) for line in done.stdout.splitlines()], done.returncode, done.stderr.decode()


def test_only_json_lines_reach_standard_output_whatever_libraries_print():
    lines, status, log = talk(b'{"what": "work"}')
    assert lines == [
        {"type": "progress", "percent": 50, "message": "half"},
        {"type": "result", "said": "all is well"},
    ]
    assert status == 0
    assert "banner" in log
    assert "chatter" in log


def test_what_nobody_foresaw_is_one_honest_sentence_and_the_class_is_in_the_log():
    lines, status, log = talk(b'{"what": "break"}')
    assert lines[-1]["code"] == "internal"
    assert "testing" in lines[-1]["message"]
    assert "cog" not in lines[-1]["message"]
    assert "ZeroDivisionError" in log
    assert status == 1


@pytest.mark.parametrize(("what", "code"), [("memory", "out_of_memory"), ("full", "disk_full")])
def test_trouble_with_the_machine_says_what_to_do(what: str, code: str):
    lines, status, _ = talk(msgspec.json.encode({"what": what}))
    assert lines[-1]["code"] == code
    assert status == 1


@pytest.mark.parametrize("body", [b"", b"no json", b"{}", b'{"what": 3}', b'{"what": "work", "else": 1}'])
def test_a_request_that_is_not_understood_is_answered(body: bytes):
    lines, status, _ = talk(body)
    assert [line["code"] for line in lines] == ["bad_request"]
    assert status == 1


def test_progress_never_floods_the_parent():
    lines, _, _ = talk(b'{"what": "flood"}')
    assert 2 <= len(lines) < 50


def test_a_step_ends_when_its_parent_dies():
    # Given a parent that starts a step and waits
    parent = (
        "import subprocess, sys\n"
        f"words = [sys.executable, '-c', {STEP!r}]\n"
        "step = subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True)\n"
        'step.stdin.write(b\'{"what": "sleep"}\'); step.stdin.close()\n'
        "print(step.pid, flush=True); step.wait()"
    )
    middle = subprocess.Popen([sys.executable, "-c", parent], cwd=ROOT, stdout=subprocess.PIPE)
    assert middle.stdout is not None
    step = psutil.Process(int(middle.stdout.readline()))
    assert b"half" in middle.stdout.readline()
    # When the parent is killed
    os.kill(middle.pid, signal.SIGKILL)
    middle.wait()
    # Then the step goes too
    began = time.monotonic()
    while step.is_running() and step.status() != psutil.STATUS_ZOMBIE and time.monotonic() - began < 5:
        time.sleep(0.05)
    assert time.monotonic() - began < 2
