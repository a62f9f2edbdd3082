"""The command line says what it can do, and what it cannot: in a sentence, with a code, and at once."""

import os
import socket
import statistics
import subprocess
import sys

import pytest

from bench.stage import free_port
from sfa_live.cli import main
from sfa_live.processes.pid_lock import hold

COMMANDS = ("serve", "import", "devices", "doctor", "worker", "render", "bench")

#: What greeting and helping have no use for.
HEAVY = ("aiohttp", "alembic", "demucs", "dramatiq", "librosa", "numba", "numpy", "socketio", "sqlalchemy", "torch")

LOADED = """
import sys
from sfa_live.cli import main
try:
    main(["--help"])
except SystemExit:
    print(*sys.modules, file=sys.stderr)
"""


def sfa_live(*words, **environment):
    """Run a command as a user does."""
    command = [sys.executable, "-m", "sfa_live.cli", *map(str, words)]
    env = {**os.environ, **environment}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


def the_sentence(done):
    """What it said, which is one line without a traceback."""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("sfa-live: ")
    return lines[0]


def test_help_loads_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "sfa_live.errors" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_help_costs_less_than_a_third_of_a_second():
    def seconds_of_a_core():
        process = subprocess.Popen([sys.executable, "-m", "sfa_live.cli", "--help"], stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        assert status == 0
        return used.ru_utime + used.ru_stime

    assert statistics.median(seconds_of_a_core() for _ in range(5)) <= 0.3


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "--data" in capsys.readouterr().out


@pytest.mark.parametrize("words", [(), ("sing",), ("serve", "--volume", "11"), ("render", "script.jsonl")])
def test_a_wrong_command_line_exits_with_2(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: sfa-live" in capsys.readouterr().err


def test_other_machines_are_not_let_in_yet(tmp_path):
    done = sfa_live("serve", "--lan", "--data", tmp_path)
    assert done.returncode == 2
    assert "without --lan" in the_sentence(done)


def test_a_block_that_cannot_be_is_refused_with_those_that_can(tmp_path):
    done = sfa_live("serve", "--block", 5, "--data", tmp_path)
    assert done.returncode == 2
    assert "choose 16 to 4096" in the_sentence(done)


def test_a_number_of_outputs_that_cannot_be_is_refused_with_those_that_can(tmp_path):
    done = sfa_live("serve", "--channels", 3, "--data", tmp_path)
    assert done.returncode == 2
    assert "choose 2, 4, 6 or 8" in the_sentence(done)


def test_a_setting_that_does_not_exist_is_named(tmp_path):
    (tmp_path / "sfa.toml").write_text("blok = 64\n")
    done = sfa_live("serve", "--data", tmp_path)
    assert done.returncode == 2
    assert "'blok'" in the_sentence(done)


def test_a_settings_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "sfa.toml").write_text("block = = 64\n")
    done = sfa_live("serve", "--data", tmp_path)
    assert done.returncode == 2
    assert "sfa.toml cannot be read" in the_sentence(done)


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    done = sfa_live("serve", "--data", tmp_path / "file" / "data", "--port", free_port())
    assert done.returncode == 2
    assert f"{tmp_path}/file/data cannot be used" in the_sentence(done)


def test_a_port_in_use_is_told_with_who_uses_it(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = sfa_live("serve", "--data", tmp_path, "--port", port)
    assert done.returncode == 2
    assert f"Port {port} is already in use by" in the_sentence(done)
    assert f"(process {os.getpid()})" in done.stderr


def test_importing_without_a_server_says_how_to_start_one(tmp_path):
    song = tmp_path / "song.wav"
    song.touch()
    done = sfa_live("import", song, "--data", tmp_path, "--port", free_port())
    assert done.returncode == 1
    assert "sfa-live serve" in the_sentence(done)


def test_importing_what_is_not_there_names_it(tmp_path):
    done = sfa_live("import", tmp_path / "nothing.wav", "--data", tmp_path)
    assert done.returncode == 2
    assert "nothing.wav" in the_sentence(done)


def test_rendering_names_the_line_of_a_script_that_cannot_be_used(tmp_path):
    script = tmp_path / "night.jsonl"
    script.write_text('{"at": "1s", "action": "deck.play", "args": {"deck": "A"}}\n{"at": "soon", "action": "panic"}\n')
    done = sfa_live("render", script, "-o", tmp_path / "night.wav", "--data", tmp_path)
    assert done.returncode == 2
    assert "Line 2" in the_sentence(done)
    assert not (tmp_path / "night.wav").exists()


def test_a_bench_that_does_not_exist_is_told_with_those_that_do():
    done = sfa_live("bench", "patience")
    assert done.returncode == 2
    assert "deck_load" in the_sentence(done)


@pytest.mark.slow
def test_the_doctor_tells_no_secrets(tmp_path):
    done = sfa_live(
        "doctor",
        "--data",
        tmp_path,
        SFA_DATABASE_URL="postgresql://somebody:tiger@nowhere/db",
        SFA_REDIS_URL="redis://:lion@nowhere",
    )
    assert "database_url = (set, not shown)" in done.stdout
    assert "free for" in done.stdout
    for word in ("tiger", "lion", "somebody", "nowhere"):
        assert word not in done.stdout + done.stderr


def test_a_second_start_names_the_first_even_when_both_want_the_same_port(tmp_path):
    with hold(tmp_path / "run" / "supervisor.lock", "sfa_live"), socket.create_server(("127.0.0.1", 0)) as taken:
        done = sfa_live("serve", "--data", tmp_path, "--port", taken.getsockname()[1])
    assert done.returncode == 2
    assert f"process {os.getpid()}" in the_sentence(done)
