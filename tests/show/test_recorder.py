"""Recordings that hands begin and end: files in the folder, the truth in the state."""

import shutil
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest
import soundfile

import engine
from sfa_live.errors import ActionError, StoreError
from sfa_live.model import action as act
from sfa_live.show.recorder import Recorder
from tests.show.conftest import RATE


class Device:
    """Renders on a thread, as a device would."""

    def __init__(self, sound):
        self._sound = sound
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._render)
        self._thread.start()

    def _render(self):
        while not self._ending.wait(64 / RATE):
            self._sound.render(64)

    def stop(self):
        self._ending.set()
        self._thread.join()


@pytest.fixture
def stage(loaded, sound, tmp_path):
    device = Device(sound)
    recorder = Recorder(loaded, tmp_path / "recordings", now=lambda: 1_780_000_000.0)
    yield loaded, recorder, tmp_path / "recordings"
    recorder.close()
    device.stop()


def _do(recorder, action):
    return recorder.do(action).result(10)


def _until(recorder, true):
    """Look after the recorder, as the rig does, until it is so."""
    for _ in range(200):
        recorder.check()
        if true():
            return
        threading.Event().wait(0.02)
    pytest.fail("it never was so")


@pytest.mark.parametrize("form", ["flac", "wav"])
def test_a_recording_is_in_the_folder_and_in_the_state(stage, form):
    show, recorder, folder = stage
    _do(recorder, act.RecordStart(format=form))
    record = show.state.record
    assert (record.on, record.what, record.format, record.since) == (True, "master", form, 1_780_000_000.0)
    show.apply(act.DeckPlay("A"))
    threading.Event().wait(0.3)
    _do(recorder, act.RecordStop())
    assert not show.state.record.on
    assert show.state.record.message is None
    (name,) = show.state.record.files
    assert name.endswith(f" master.{form}")
    heard, rate = soundfile.read(folder / name)
    assert rate == RATE
    assert np.abs(heard).max() > 0.0


def test_every_deck_or_every_stem_has_a_file_of_its_own(stage):
    show, recorder, folder = stage
    _do(recorder, act.RecordStart("decks"))
    threading.Event().wait(0.05)
    _do(recorder, act.RecordStop())
    assert len(show.state.record.files) == 5
    _do(recorder, act.RecordStart("stems"))
    threading.Event().wait(0.05)
    _do(recorder, act.RecordStop())
    labels = [name.split(" ", 2)[2] for name in show.state.record.files]
    assert labels[:3] == ["master.flac", "deck A stem 1 vocals.flac", "deck A stem 2 drums.flac"]
    assert "deck D stem 4.flac" in labels
    assert len(labels) == 17
    assert all((folder / name).exists() for name in show.state.record.files)


def test_one_recording_at_a_time(stage):
    _, recorder, _ = stage
    _do(recorder, act.RecordStart())
    with pytest.raises(ActionError, match="runs already"):
        _do(recorder, act.RecordStart())
    _do(recorder, act.RecordStop())
    with pytest.raises(ActionError, match="No recording"):
        _do(recorder, act.RecordStop())


def test_a_recording_that_ends_by_itself_says_why(stage):
    show, recorder, folder = stage
    _do(recorder, act.RecordStart())
    (name,) = show.state.record.files
    (folder / name).unlink()
    for _ in range(100):
        recorder.check()
        if not show.state.record.on:
            break
        threading.Event().wait(0.1)
    assert "deleted" in show.state.record.message
    _do(recorder, act.RecordStart())
    assert show.state.record.message is None


def test_a_rig_that_ends_closes_its_files(stage):
    show, recorder, folder = stage
    _do(recorder, act.RecordStart())
    threading.Event().wait(0.1)
    recorder.close()
    (name,) = show.state.record.files
    assert soundfile.info(folder / name).frames > 0


@pytest.mark.parametrize(("minutes", "words"), [(0.5, "The disk is full"), (30.0, None)])
def test_a_disk_with_little_room_says_so(stage, monkeypatch, minutes, words):
    show, recorder, _ = stage
    free = round(minutes * 60 * RATE * 8)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(free, 0, free))
    if words is not None:
        with pytest.raises(StoreError, match=words):
            _do(recorder, act.RecordStart(format="wav"))
        assert not show.state.record.on
    else:
        _do(recorder, act.RecordStart(format="wav"))
        assert "about 30 minutes" in show.state.record.message


def test_an_engine_that_cannot_record_leaves_no_files(stage, monkeypatch):
    show, recorder, folder = stage
    monkeypatch.setattr(show._sound, "submit", lambda *_commands: engine.Outcome.FULL)
    with pytest.raises(StoreError, match="busy"):
        _do(recorder, act.RecordStart("decks"))
    assert list(folder.iterdir()) == []
    assert not show.state.record.on


@pytest.fixture
def settled(stage, sound):
    """The stage, with somebody who takes the engine's answers."""
    show, recorder, folder = stage

    def settle():
        for result in sound.collect():
            show.settle(result)

    return show, recorder, folder, settle


def test_a_recording_that_waits_for_its_beat_is_not_on_yet(stage):
    show, recorder, folder = stage
    show.apply(act.ClockTempo(bpm=240.0))
    _do(recorder, act.RecordStart(quantise="1 bar"))
    recorder.check()
    threading.Event().wait(0.1)
    record = show.state.record
    assert (record.on, record.waits, record.since) == (False, "start", None)
    _until(recorder, lambda: show.state.record.on)
    record = show.state.record
    assert record.waits is None
    assert 1_779_999_999.0 <= record.since <= 1_780_000_000.0
    _do(recorder, act.RecordStop())
    assert (folder / show.state.record.files[0]).exists()


def test_a_second_press_takes_back_what_waits_to_be_recorded(settled):
    show, recorder, folder, settle = settled
    show.apply(act.ClockTempo(bpm=20.0))
    for _ in range(5):
        _do(recorder, act.RecordStart(quantise="8 bars"))
        assert show.state.record.waits == "start"
        _do(recorder, act.RecordStart(quantise="8 bars"))
        record = show.state.record
        assert (record.on, record.waits, record.files, record.message) == (False, None, (), None)
        settle()
    assert list(folder.iterdir()) == []
    _do(recorder, act.RecordStart(quantise="8 bars"))
    _do(recorder, act.RecordStop())
    assert list(folder.iterdir()) == []
    with pytest.raises(ActionError, match="No recording"):
        _do(recorder, act.RecordStop())


def test_a_press_for_now_overtakes_what_waits_to_be_recorded(stage):
    show, recorder, folder = stage
    _do(recorder, act.RecordStart(quantise="8 bars"))
    _do(recorder, act.RecordStart(quantise="now"))
    assert show.state.record.on
    assert [path.name for path in folder.iterdir()] == list(show.state.record.files)


def test_a_recording_ends_at_the_beat_unless_that_is_taken_back(stage):
    show, recorder, folder = stage
    show.apply(act.ClockTempo(bpm=240.0))
    _do(recorder, act.RecordStart())
    for waits in ("stop", None, "stop"):
        _do(recorder, act.RecordStop(quantise="2 bars"))
        record = show.state.record
        assert (record.on, record.waits) == (True, waits)
    _until(recorder, lambda: not show.state.record.on)
    record = show.state.record
    assert (record.waits, record.message) == (None, None)
    assert soundfile.info(folder / record.files[0]).frames > 0.2 * RATE
    _do(recorder, act.RecordStart())
    _do(recorder, act.RecordStop(quantise="8 bars"))
    _do(recorder, act.RecordStop())
    assert not show.state.record.on


def test_a_panic_calls_off_what_waits_to_be_recorded_and_says_so(settled):
    show, recorder, folder, settle = settled
    _do(recorder, act.RecordStart(quantise="8 bars"))
    show.apply(act.Panic())
    _until(recorder, lambda: settle() or show.state.record.waits is None)
    record = show.state.record
    assert (record.on, record.files) == (False, ())
    assert "called off" in record.message
    assert list(folder.iterdir()) == []


def test_a_recording_goes_on_behind_a_panic_that_calls_off_its_end(settled):
    show, recorder, folder, settle = settled
    _do(recorder, act.RecordStart())
    _do(recorder, act.RecordStop(quantise="8 bars"))
    show.apply(act.Panic())
    _until(recorder, lambda: settle() or show.state.record.waits is None)
    assert show.state.record.on
    _do(recorder, act.RecordStop())
    assert soundfile.info(folder / show.state.record.files[0]).frames > 0


def test_a_folder_that_cannot_be_made_is_told_in_words(loaded, tmp_path):
    (tmp_path / "recordings").write_text("in the way")
    recorder = Recorder(loaded, tmp_path / "recordings")
    with pytest.raises(StoreError, match="folder of recordings"):
        _do(recorder, act.RecordStart())
    recorder.close()


def test_recordings_that_were_cut_off_are_made_whole_at_the_next_start_and_told(loaded, tmp_path):
    folder = tmp_path / "recordings"
    folder.mkdir()
    killed = subprocess.run([sys.executable, "-c", _CUT_OFF, folder], check=False)
    assert killed.returncode == -signal.SIGKILL
    (folder / "2026-01-01 00-00-00 master.wav").write_bytes(b"whole, or at least not ours to judge")
    recorder = Recorder(loaded, folder)
    recorder.mend().result(10)
    record = loaded.state.record
    assert record.files == ("2026-01-02 00-00-00 master.flac", "2026-01-02 00-00-00 master.wav")
    assert "cut off" in record.message
    assert [soundfile.info(folder / name).frames > 90_000 for name in record.files] == [True, True]
    recorder.mend().result(10)
    recorder.close()


_CUT_OFF = """
import os, signal, sys
from pathlib import Path
import numpy as np
from engine import Format
from engine.sound_file import SoundFile
files = [SoundFile(Path(sys.argv[1]) / f"2026-01-02 00-00-00 master.{form.value}", 48_000, form) for form in Format]
for file in files:
    file.prepare(100_000)
    file.write(np.random.default_rng(1).uniform(-0.1, 0.1, (100_000, 2)).astype(np.float32))
os.kill(os.getpid(), signal.SIGKILL)
"""
