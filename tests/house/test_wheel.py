"""What is shipped is whole: a wheel with its data, which runs where no checkout is."""

import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from bench.stage import free_port

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("sfa_live-*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory):
    """The programs of an environment with the wheel in it, and this one's libraries, but not this checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel]
    subprocess.run(pip, capture_output=True, check=True)
    libraries = folder / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages" / "libraries.pth"
    libraries.write_text(sysconfig.get_path("purelib"))
    return folder / "bin"


def run(program, *words):
    done = subprocess.run([program, *words], cwd=program.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_presets_migrations_and_the_built_page(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "presets/controllers/generic.toml" in names
    assert "sfa_live/music/migrations/env.py" in names
    assert "sfa_live/music/migrations/versions/0001_first_tables.py" in names
    assert "web/static/index.html" in names
    assert any(name.startswith("web/static/assets/") and name.endswith(".js") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_holds_nothing_that_only_the_checkout_needs(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"sfa_live", "engine", "midi", "workers", "web", "presets"}
    assert not [name for name in names if name.startswith("web/ui/") or "__pycache__" in name]


def test_the_installed_wheel_greets(elsewhere):
    assert "usage: sfa-live" in run(elsewhere / "sfa-live", "--help")
    assert str(ROOT) not in run(elsewhere / "python", "-c", "import sfa_live; print(sfa_live.__file__)")


@pytest.mark.timeout(400)
def test_the_installed_wheel_plays_and_serves_its_page(elsewhere, tmp_path):
    """Its first start compiles the kernel, which takes a minute or two."""
    # Whatever lies in the folder that it is started from is none of its business.
    for name in ("engine", "web", "workers"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('this is not sfa_live')")
    port = free_port()
    options = ["--data", tmp_path / "data", "--port", str(port), "--audio", "null", "--midi", "none", "--no-demo"]
    with (
        (tmp_path / "told").open("wb") as told,
        subprocess.Popen([elsewhere / "sfa-live", "serve", *options], cwd=tmp_path, stdout=told) as served,
    ):
        try:
            assert b"<script" in first_answer(f"http://127.0.0.1:{port}/")
            assert b'"ok"' in first_answer(f"http://127.0.0.1:{port}/health")
        finally:
            served.terminate()
    assert served.returncode == 0


def first_answer(url, patience=180):
    """What the address answers once it answers well."""
    end = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read()
        except OSError:
            assert time.monotonic() < end, f"{url} does not answer"
            time.sleep(0.1)
