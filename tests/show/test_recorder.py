"""Recordings that hands begin and end: files in the folder, the truth in the state."""

import shutil
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
