"""One dies, the others go on; what must end ends in order and in time; what outlives its supervisor is found again."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

CHILD = str(Path(__file__).with_name("little_child.py"))
NAMES = ("rig", "server", "download worker", "processing worker", "analysis worker")

SUPERVISE = """
import json, sys
from pathlib import Path
from sfa_live.processes.kept_child import ChildSpec
from sfa_live.errors import SfaError
from sfa_live.settings import Settings
from sfa_live.supervisor import serve
try:
    specs = [ChildSpec(name, tuple(command)) for name, command in json.loads(sys.argv[2])]
    serve(Settings(data=Path(sys.argv[1])), specs)
except SfaError as wrong:
    print(wrong, file=sys.stderr)
    sys.exit(2)
"""


def until(condition, patience=10.0):
    end = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
    return found


class Family:
    """A supervisor with five little children on a data folder."""

    def __init__(self, data):
        self.data = data
        self._started = []

    def start(self, before=(), **manners):
        """Start it; ``manners`` say how a child behaves, by the first word of its name."""
        specs = [
            (name, [sys.executable, CHILD, name, str(self.data), manners.get(name.split()[0], "lives")])
            for name in NAMES
        ]
        command = [*before, sys.executable, "-c", SUPERVISE, str(self.data), json.dumps(specs)]
        supervisor = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
        self._started.append(supervisor)
        return supervisor

    def processes(self):
        file = self.data / "run" / "processes.json"
        return json.loads(file.read_text()) if file.exists() else {}

    def pids(self):
        """The children's numbers by name, once all have begun; a child that is away is None."""
        told = self.processes()
        return {**{name: told.get(name) for name in ("rig", "server")}, **told.get("workers", {})}

    def diary(self, what):
        """Who did that, and when, in order."""
        return [(name, at) for name, did, at, _ in self._pages() if did == what]

    def _pages(self):
        file = self.data / "diary"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def all_born(self):
        until(lambda: {name for name, _ in self.diary("born")} == set(NAMES))
        return self.pids()

    def log(self):
        return (self.data / "logs" / "sfa_live.log").read_text()

    def clear_up(self):
        for supervisor in self._started:
            supervisor.kill()
            supervisor.communicate()
        for pid in {pid for *_, pid in self._pages()}:
            with suppress(psutil.NoSuchProcess):
                child = psutil.Process(pid)
                if CHILD in child.cmdline():
                    child.kill()


@pytest.fixture
def family(tmp_path):
    family = Family(tmp_path)
    yield family
    family.clear_up()


def gone(*pids):
    return until(lambda: not any(psutil.pid_exists(pid) for pid in pids))


def test_it_tells_who_is_who(family):
    supervisor = family.start()
    pids = family.all_born()
    assert family.processes()["supervisor"] == supervisor.pid
    assert pids.keys() == {"rig", "server", "download", "processing", "analysis"}
    for name, pid in pids.items():
        assert name in " ".join(psutil.Process(pid).cmdline())


@pytest.mark.parametrize("victim", ["rig", "server", "processing"])
def test_the_one_that_dies_is_back_at_once_and_the_others_go_on(family, victim):
    family.start()
    before = family.all_born()
    os.kill(before[victim], signal.SIGKILL)
    until(lambda: family.pids()[victim] not in {None, before[victim]}, 3.0)
    after = family.pids()
    assert [name for name in before if after[name] != before[name]] == [victim]
    until(lambda: len(family.diary("born")) == len(NAMES) + 1, 3.0)
    assert "ended by signal SIGKILL; it is started again." in family.log()


@pytest.mark.slow
def test_the_one_that_dies_again_and_again_is_started_later_and_later(family):
    family.start(server="dies")
    births = until(lambda: len(told := [at for name, at in family.diary("born") if name == "server"]) >= 4 and told)
    waits = [later - sooner for sooner, later in pairwise(births)]
    assert waits[1] >= 0.5
    assert waits[2] >= 1.0


def test_the_rig_ends_last_and_everything_softly(family):
    supervisor = family.start()
    pids = family.all_born()
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(5) == 0
    endings = [name for name, _ in family.diary("ended")]
    assert sorted(endings) == sorted(NAMES)
    assert endings[-1] == "rig"
    gone(*pids.values())
    assert family.processes() == {}


@pytest.mark.slow
def test_nothing_is_started_again_while_it_ends(family):
    supervisor = family.start(server="dies")
    until(lambda: [name for name, _ in family.diary("born")].count("server") >= 3)
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(5) == 0
    born = len(family.diary("born"))
    time.sleep(1.2)
    assert len(family.diary("born")) == born


@pytest.mark.slow
def test_a_child_that_does_not_listen_is_killed_in_time(family):
    supervisor = family.start(server="deaf", rig="deaf")
    pids = family.all_born()
    begin = time.monotonic()
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(6) == 0
    assert time.monotonic() - begin <= 5.0
    gone(*pids.values())
    assert "The server does not end and is killed." in family.log()


def test_asked_twice_it_ends_at_once(family):
    supervisor = family.start(server="deaf", rig="deaf")
    pids = family.all_born()
    supervisor.send_signal(signal.SIGTERM)
    until(lambda: family.diary("ended"))
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(1) == 1
    gone(*pids.values())


def test_ctrl_c_is_as_good_as_sigterm(family):
    supervisor = family.start()
    family.all_born()
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(5) == 0


def test_a_child_that_cannot_start_as_asked_ends_it_all_with_its_own_words(family):
    supervisor = family.start(server="refuses")
    assert supervisor.wait(8) == 2
    assert supervisor.stderr.read().splitlines()[-1] == "The port is taken."
    gone(*(pid for pid in family.pids().values() if pid))


def test_a_child_that_cannot_come_back_as_asked_is_tried_again(family):
    family.start(server="refuses later")
    before = family.all_born()
    os.kill(before["server"], signal.SIGKILL)
    until(lambda: [name for name, _ in family.diary("born")].count("server") == 3)
    assert family.pids()["rig"] == before["rig"]


def test_a_second_start_on_the_same_data_is_refused_with_who_runs_there(family):
    first = family.start()
    pids = family.all_born()
    second = family.start()
    assert second.wait(5) == 2
    assert f"process {first.pid}" in second.stderr.read()
    assert family.pids() == pids


def test_a_killed_supervisor_leaves_the_rig_playing_and_nothing_else(family):
    supervisor = family.start()
    pids = family.all_born()
    supervisor.kill()
    gone(*(pid for name, pid in pids.items() if name != "rig"))
    assert psutil.pid_exists(pids["rig"])


def test_an_orphaned_rig_makes_place_for_the_next(family):
    supervisor = family.start()
    before = family.all_born()
    supervisor.kill()
    supervisor.wait()
    family.start()
    until(lambda: len([name for name, _ in family.diary("born") if name == "rig"]) == 2)
    gone(before["rig"])
    assert ("rig", "ended") in [(name, "ended") for name, _ in family.diary("ended")]
    assert f"(process {before['rig']})" in family.log()


def test_sigusr1_writes_everybodys_stacks_to_the_log(family):
    supervisor = family.start()
    pids = family.all_born()
    supervisor.send_signal(signal.SIGUSR1)
    until(lambda: family.log().count("most recent call first") >= len(NAMES))
    assert family.pids() == pids


def test_the_log_has_a_time_in_utc_on_every_line(family):
    supervisor = family.start()
    os.kill(family.all_born()["server"], signal.SIGKILL)
    until(lambda: len(family.diary("born")) == len(NAMES) + 1)
    supervisor.send_signal(signal.SIGTERM)
    supervisor.wait(5)
    lines = family.log().splitlines()
    assert lines
    for line in lines:
        assert re.match(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING|ERROR) +sfa_live\.\w+: \S", line)


def test_a_large_log_is_put_aside(family):
    log = family.data / "logs" / "sfa_live.log"
    log.parent.mkdir()
    log.write_bytes(b"an old night\n" * 1_000_000)
    family.start()
    family.all_born()
    assert log.stat().st_size < 10_000
    assert log.with_suffix(".log.1").read_bytes().startswith(b"an old night")


def test_a_folder_without_room_is_refused_in_a_sentence(family):
    full = family.start(before=["prlimit", "--fsize=0"])
    assert full.wait(5) == 2
    sentence = full.stderr.read()
    assert len(sentence.splitlines()) == 1
    assert f"The data folder {family.data} cannot be used" in sentence
