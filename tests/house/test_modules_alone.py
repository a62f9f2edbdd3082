"""Every module can be the first one that is imported: no circle hides behind a lucky order."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: Others' packages that are costly to import: once for all, and none of ours.
COSTLY = {
    "engine": "numba, numpy",
    "midi": "mido, msgspec",
    "presets": "msgspec",
    "sfa_live": "aiohttp.web, alembic.command, numba, socketio, sqlalchemy.ext.asyncio",
    "web": "aiohttp.web, psutil, socketio, sqlalchemy.ext.asyncio",
    "workers": "demucs.api, dramatiq, librosa, numba, scipy.signal, sqlalchemy.orm, torch",
}

#: Forks before every import, so that each module meets an interpreter in which nothing of ours was imported. What a
#: package imports by itself needs no trial: whoever asks for the part gets the package first.
IMPORTER = """
import importlib, os, sys, traceback
import {costly}
failed, tried = [], set()
for name in sys.argv[1:]:
    if name in tried:
        continue
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            importlib.import_module(name)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        parts = [each for each in sys.modules if each.startswith(name + ".")]
        os.write(send, " ".join(parts).encode())
        os._exit(0)
    os.close(send)
    tried.update(open(receive).read().split())
    if os.waitpid(child, 0)[1]:
        failed.append(name)
sys.exit(f"cannot be imported first: {{failed}}" if failed else 0)
"""


def modules(package):
    """The package's modules by name; migrations are run by alembic alone, never imported."""
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "migrations" not in parts and "node_modules" not in parts:
            yield ".".join(parts).removesuffix(".__init__")


@pytest.mark.slow
@pytest.mark.parametrize("package", COSTLY)
def test_every_module_can_be_imported_first(package):
    names = list(modules(package))
    assert package in names
    done = subprocess.run(
        [sys.executable, "-c", IMPORTER.format(costly=COSTLY[package]), *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
