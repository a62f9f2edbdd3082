"""A disk that takes nothing more: the rig comes up, with the show, and says so."""

import asyncio
import contextlib
import os
import subprocess

import pytest

from bench.stage import Stage, noise_song, write_pack
from sfa_live.settings import Settings
from tests.parts import require, require_part
from tests.rig.test_power_loss import linked


@pytest.fixture
def disk(tmp_path):
    """A disk of 24 MB of its own."""
    require("mount")
    require_part("" if os.geteuid() == 0 else "root's right to mount a disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], check=True)
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def _fill(disk):
    with (disk / "others").open("wb", buffering=0) as others, contextlib.suppress(OSError):
        while True:
            others.write(bytes(4096))


async def _until(true):
    async with asyncio.timeout(10.0):
        while not true():
            await asyncio.sleep(0.01)


@pytest.mark.slow
async def test_a_rig_starts_on_a_full_disk_and_brings_the_show_back(disk):
    settings = Settings(data=disk, audio="null", midi="none")
    journal = settings.run_folder / "show.json"
    write_pack(settings.media / "packs", "song", noise_song(5.0))
    with Stage(settings) as stage:
        rig = stage.start_rig()
        async with linked(settings) as link:
            await link.act("deck.load", {"deck": "A", "track_id": "song"})
            await _until(lambda: b'"track_id":"song"' in journal.read_bytes())
            assert link.state["audio"]["disk"] is None
        rig.kill()
        _fill(disk)
        stage.start_rig()
        async with linked(settings) as link:
            await _until(lambda: link.state["decks"]["A"]["track_id"] == "song")
            await link.act("mixer.master", {"db": -3.0})
            await _until(lambda: "show.json cannot be written" in (link.state["audio"]["disk"] or ""))
