"""The promises of the stage: what is heard is what the files hold, and it goes on whatever dies."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from bench.jack import JackServer
from tests.pads import MUTE_DRUMS
from tests.parts import require
from tests.served import RATE, Capture, Served

pytestmark = [pytest.mark.jack, pytest.mark.slow]


def _stem_folder(folder: Path) -> dict[str, np.ndarray]:
    """Four stems of five seconds in 24 bits, made by sox: chords, a kick, a bass and a hum."""
    require("sox")
    folder.mkdir()
    recipes = {
        "vocals": "synth 5 sine 440 tremolo 5",
        "drums": "synth 5 noise fade 0 0.2 0.2 pad 0 0.3 repeat 9 trim 0 5",
        "bass": "synth 5 sawtooth 55",
        "other": "synth 5 pluck A3",
    }
    for name, recipe in recipes.items():
        command = [
            "sox",
            "-R",
            "-n",
            "-r",
            str(RATE),
            "-c",
            "2",
            "-b",
            "24",
            str(folder / f"{name}.wav"),
            *recipe.split(),
        ]
        subprocess.run([*command, "vol", "0.2"], check=True, capture_output=True)
    return {name: soundfile.read(folder / f"{name}.wav", dtype="float32")[0] for name in recipes}


def _play_once(served: Served, jack: JackServer, folder: Path) -> Any:
    """The song on deck A from its beginning, as captured while the machine did not stall; five takes at most."""
    for take in range(5):
        served.act("deck.stop", deck="A")
        before = jack.xruns()
        capture = Capture(jack, folder / f"take{take}.wav")
        served.act("deck.play", deck="A")
        time.sleep(6)
        heard = capture.stop()
        if jack.xruns() == before:
            return heard
    pytest.fail("JACK was late in every take: this machine cannot play sound in real time")


def test_a_folder_of_stems_comes_out_as_their_bit_exact_sum(served, jack, tmp_path):
    stems = _stem_folder(tmp_path / "My Song")
    done = served.run("import", str(tmp_path / "My Song"), "--wait")
    assert done.returncode == 0, done.stderr + done.stdout
    track = served.get("/api/tracks?query=my+song")["tracks"][0]
    assert track["status"] == "ready"
    served.act("deck.load", deck="A", track_id=track["id"])
    order = list(served.get("/api/state")["decks"]["A"]["stems"])
    expected = np.stack([stems[name] for name in order]).sum(axis=0, dtype=np.float32)
    heard = _play_once(served, jack, tmp_path)
    begin = int(np.flatnonzero(heard.any(axis=1))[0]) - int(np.flatnonzero(expected.any(axis=1))[0])
    assert np.array_equal(heard[begin : begin + len(expected)], expected)
    assert not heard[begin + len(expected) :].any()


def test_a_pad_mutes_what_is_heard_and_every_surface_shows_it(served, steady, jack, pads, tmp_path):
    served.act("deck.play", deck="A")
    capture = Capture(jack, tmp_path / "heard.wav")
    time.sleep(0.5)
    pads(MUTE_DRUMS)
    served.until(lambda: served.get("/api/state")["decks"]["A"]["stems"]["drums"]["mute"], 1.0)
    time.sleep(0.5)
    heard = capture.stop()[:, 0]
    assert heard[RATE // 10] == np.float32(0.25)
    assert heard[-1] == 0.0
    ramp = heard[(heard > 0) & (heard < 0.25)]
    assert 200 <= len(ramp) <= 240  # 5 ms


def test_a_killed_server_is_not_heard_and_comes_back_to_the_same_show(served, steady, jack, pads, tmp_path):
    served.act("deck.play", deck="A")
    served.act("stem.gain", deck="A", stem="bass", db=-6)
    before = served.get("/api/state")
    capture = Capture(jack, tmp_path / "heard.wav")
    time.sleep(0.5)
    os.kill(served.pid("server"), signal.SIGKILL)
    time.sleep(0.1)
    pads(MUTE_DRUMS)
    time.sleep(0.3)
    pads(MUTE_DRUMS)
    assert served.until(lambda: served.get("/api/state")["rig"]["connected"], 5.0) <= 5.0
    heard = capture.stop()[:, 0]
    after = served.get("/api/state")
    assert after["epoch"] == before["epoch"]
    assert after["decks"]["A"]["stems"] == before["decks"]["A"]["stems"]
    steps = np.abs(np.diff(heard))
    assert steps.max() <= 0.25 / 200  # two ramps, no gap
    assert int((heard == 0.0).sum()) > RATE // 10  # the pad muted while the server was away
    assert heard[-1] == np.float32(0.25)


@pytest.mark.parametrize("playing", [True, False])
def test_a_killed_rig_comes_back_with_its_decks_as_they_were(served, steady, playing):
    served.act("stem.mute", deck="A", stem="vocals")
    served.act("stem.solo", deck="A", stem="drums")
    served.act("deck.seek", deck="A", position_ms=10_000)
    served.act("deck.play", deck="A")
    time.sleep(1.5)
    if not playing:
        served.act("deck.pause", deck="A")
        time.sleep(0.5)
    before = served.get("/api/state")
    died = time.monotonic()
    os.kill(served.pid("rig"), signal.SIGKILL)
    served.until(lambda: served.get("/api/state")["epoch"] != before["epoch"], 3.0)
    after = served.get("/api/state")
    gone = time.monotonic() - died
    deck, was = after["decks"]["A"], before["decks"]["A"]
    assert gone <= 3.0
    assert deck["playing"] is playing
    assert deck["stems"] == was["stems"]
    moved = deck["position_ms"] - was["position_ms"]
    assert -1000 <= moved <= (1000 + 1000 * gone if playing else 10)


def test_the_end_is_a_soft_one(served, steady, jack, tmp_path):
    served.act("deck.play", deck="A")
    capture = Capture(jack, tmp_path / "heard.wav")
    time.sleep(0.5)
    begin = time.monotonic()
    assert served.stop() == 0
    assert time.monotonic() - begin <= 5.0
    heard = capture.stop()[:, 0]
    assert np.abs(np.diff(heard)).max() <= 0.25 / 200
    fade = int(((heard > 0) & (heard < 0.25)).sum())
    assert 0 < fade <= RATE // 20
