"""``sfa-live doctor``: is this machine fit for a stage, and is this data folder whole?"""

from __future__ import annotations

import argparse
import ctypes.util
import importlib.util
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from sfa_live.commands import settings_from
from sfa_live.commands.devices_command import midi_state
from sfa_live.errors import SfaError
from sfa_live.model.pack import read_header
from sfa_live.settings import Settings

#: Less free space than this is worth a word, in bytes.
_LITTLE_SPACE: Final = 5 << 30
#: A song of four minutes with four stems takes about this much in memory, in bytes.
_SONG: Final = 370 << 20
#: Values of these settings are not shown.
_SECRET: Final = frozenset({"database_url", "redis_url"})

_REALTIME_ADVICE: Final = """the sound may be late under load. To allow it, type once and log in again:
      echo '@audio - rtprio 95
      @audio - memlock unlimited' | sudo tee /etc/security/limits.d/audio.conf
      sudo usermod -aG audio "$USER\""""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    #: "ok", "mind" (it works, but), or "bad".
    state: str
    text: str


def run(options: argparse.Namespace) -> int:
    """Tell what was found; 1 when something is bad."""
    settings = settings_from(options)
    print("settings")
    for name, value in msgspec.structs.asdict(settings).items():
        shown = "(set, not shown)" if name in _SECRET and value else value
        print(f"      {name} = {shown}")
    worst = 0
    for finding in examine(settings):
        print(f"{finding.state:>4}  {finding.text}", flush=True)
        worst = max(worst, finding.state == "bad")
    return int(worst)


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything that is looked at, one after the other."""
    yield Finding("ok", f"Python {sys.version.split()[0]} in {sys.prefix}")
    yield from _sound()
    yield _realtime()
    yield _memory_lock()
    yield from _midi(settings)
    yield from _separation(settings)
    yield from _disk(settings)
    yield from _database(settings)
    yield from _packs(settings.media / "packs")


def _sound() -> Iterator[Finding]:
    if ctypes.util.find_library("portaudio") is None:
        yield Finding("bad", "PortAudio is missing, so nothing can be heard: sudo apt-get install libportaudio2")
        return
    import engine  # noqa: PLC0415 - the kernel takes a moment; only this command's sound part needs it

    try:
        names = [device.name for device in engine.devices()]
    except engine.DeviceError as wrong:
        yield Finding("mind", str(wrong))
        return
    if names:
        yield Finding("ok", f"sound outputs: {', '.join(names)}")
    else:
        yield Finding("mind", "no sound output: sfa_live plays on the null device until one appears")
    jack = shutil.which("jack_lsp")
    if jack is not None:
        environment = {**os.environ, "JACK_NO_START_SERVER": "1"}
        runs = subprocess.run([jack], env=environment, capture_output=True, check=False).returncode == 0
        yield Finding("ok", "a JACK server runs" if runs else "no JACK server runs; other sound systems are used")


def _realtime() -> Finding:
    """Whether a process of this user may have real-time priority, tried in a child."""
    trial = "import os; os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))"
    if subprocess.run([sys.executable, "-c", trial], capture_output=True, check=False).returncode == 0:
        return Finding("ok", "real-time priority is allowed: blocks of 64 frames are fine")
    return Finding("mind", f"real-time priority is not allowed: keep blocks of 128 frames or more; {_REALTIME_ADVICE}")


def _memory_lock() -> Finding:
    limit = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0]
    if limit == resource.RLIM_INFINITY or limit >= _SONG or os.geteuid() == 0:
        return Finding("ok", "songs can be locked in memory")
    return Finding("mind", f"only {limit >> 10} kB can be locked in memory: with little memory free, a song may hang")


def _midi(settings: Settings) -> Iterator[Finding]:
    state = midi_state(settings)
    ports = [port["name"] for port in state["devices"] if port["direction"] == "input"]
    told = ", ".join(ports) or state["message"] or "no ports"
    yield Finding("ok" if ports else "mind", f"MIDI ({state['backend']}): {told}")


def _separation(settings: Settings) -> Iterator[Finding]:
    missing = [name for name in ("torch", "demucs", "librosa") if importlib.util.find_spec(name) is None]
    if missing:
        yield Finding("mind", f"not installed: {', '.join(missing)}. ./run installs them")
    if settings.models:
        there = any(Path(settings.models).glob("*.yaml"))
        yield Finding("ok" if there else "bad", f"models: {settings.models}{'' if there else ' holds no model'}")
    elif settings.separator == "auto":
        yield Finding("mind", "no folder of Demucs models is set (models = …): stems are of preview quality")


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = next(parent for parent in (settings.data, *settings.data.parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    yield Finding("mind" if free < _LITTLE_SPACE else "ok", f"{free / 1e9:.1f} GB free for {settings.data}")
    if not os.access(folder, os.W_OK):
        yield Finding("bad", f"{folder} cannot be written to: choose another folder with --data")


def _database(settings: Settings) -> Iterator[Finding]:
    file = settings.data / "sfa.db"
    if settings.database_url or not file.exists():
        return
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            told = database.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as wrong:
        told = str(wrong)
    yield Finding("ok" if told == "ok" else "bad", f"database: {told}")


def _packs(folder: Path) -> Iterator[Finding]:
    packs = sorted(folder.glob("*.pack"))
    for pack in packs:
        try:
            read_header(pack)
        except (SfaError, OSError) as wrong:
            yield Finding("bad", str(wrong))
    yield Finding("ok", f"{len(packs)} packs")
