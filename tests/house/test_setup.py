"""What ./run and ./test do before anything runs: install as root, ask as anybody else, and do nothing twice."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: What a shell script may take for granted.
TOOLS = ("bash", "cat", "cut", "dirname", "id", "mkdir", "mktemp", "rm", "sha256sum", "tail")


class Checkout:
    """A checkout in which nothing is set up, on a machine that has only what a test gives it."""

    def __init__(self, folder):
        self.folder = folder
        self._bin = folder / "bin"
        self._bin.mkdir()
        shutil.copytree(ROOT / "scripts", folder / "scripts")
        shutil.copy(ROOT / "run", folder)
        for tool in TOOLS:
            (self._bin / tool).symlink_to(shutil.which(tool))
        self.program("python3", "exit 0")
        self.program("apt-get", 'echo "$@" >>apt; case "$*" in *install*) echo libportaudio.so.2 >libraries ;; esac')
        self.program("ldconfig", "cat libraries 2>/dev/null || true")

    def program(self, name, does):
        """Put a program of that name into the machine."""
        path = self._bin / name
        path.write_text(f"#!/bin/sh\n{does}\n")
        path.chmod(0o755)

    def as_root(self):
        self._bin.joinpath("id").unlink()
        self.program("id", "echo 0")

    def do(self, *words):
        """Run something there, as a plain user: tests are often run by root."""
        user = "nobody" if os.geteuid() == 0 else None
        environment = {"PATH": str(self._bin), "HOME": str(self.folder), "TMPDIR": str(self.folder)}
        return subprocess.run(
            words, cwd=self.folder, env=environment, user=user, capture_output=True, text=True, timeout=30, check=False
        )

    def shell(self, commands):
        return self.do("bash", "-c", f"source scripts/setup.sh; install_log; mkdir -p $STATE; {commands}")


@pytest.fixture
def checkout():
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield Checkout(folder)
    shutil.rmtree(folder)


def test_a_plain_user_is_told_the_one_line_to_type(checkout):
    done = checkout.do("./run")
    assert done.returncode == 2
    assert "  sudo apt-get install -y --no-install-recommends libportaudio2\n" in done.stderr
    assert not (checkout.folder / "apt").exists()


def test_the_line_names_everything_that_is_missing(checkout):
    checkout.program("python3", "exit 1")
    done = checkout.do("./run")
    assert "libportaudio2 python3-venv\n" in done.stderr


def test_root_gets_what_is_missing_installed(checkout):
    checkout.as_root()
    done = checkout.shell('install_system_packages "${RUN_NEEDS[@]}"; install_system_packages "${RUN_NEEDS[@]}"')
    assert done.returncode == 0, done.stderr
    update, install = (checkout.folder / "apt").read_text().splitlines()
    assert update.startswith("update")
    assert install.endswith("libportaudio2")


def test_a_stage_runs_again_only_when_its_input_has_changed(checkout):
    done = checkout.shell("once page 1 building id; once page 1 building id; once page 2 building id")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("building") == 2


def test_a_stage_that_failed_says_where_the_details_are_and_runs_again(checkout):
    checkout.program("npm", "echo the page is broken; exit 1")
    for _ in range(2):
        done = checkout.shell("once page 1 'the page' npm")
        assert done.returncode == 2
        assert "the page is broken" in done.stderr
        log = Path(done.stderr.split()[-1])
        assert log.read_text() == "the page is broken\n"


def test_nothing_is_left_behind(checkout):
    before = set(checkout.folder.iterdir())
    assert checkout.do("./run").returncode == 2
    assert set(checkout.folder.iterdir()) == before
