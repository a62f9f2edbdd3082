"""The log of a night on the disk: there within a second, in parts that are not too long, readable whatever happened."""

import errno
import os
import time
from datetime import datetime

import pytest

from sfa_live.errors import UsageError
from sfa_live.model import action as act
from sfa_live.model.show_state import DeckState, MasterState
from sfa_live.model.track import TrackCard
from sfa_live.show import ActionLog
from sfa_live.show.action_log import read_night
from sfa_live.show.marks import Marks
from sfa_live.show.scenes import NO_SCENES
from sfa_live.show.script import Begin, End, Line, Place, ResumedDeck, ResumedMaster, SongPaper, read_script

NOW = datetime(2026, 5, 6, 21, 30, 0)  # noqa: DTZ001 - a stage's own clock
BEGIN = Begin(48_000, 4)
PAPER = SongPaper(TrackCard("song", "Song"), Marks(memory=(3.0,)))


@pytest.fixture
def night(tmp_path):
    log = ActionLog(tmp_path / "nights", BEGIN, NOW)
    log.start()
    return log


def test_what_was_done_is_read_back_as_it_was(night, tmp_path):
    deeds = (
        (5, ResumedMaster(MasterState(tempo=99.5), NO_SCENES), None),
        (7, ResumedDeck("B", DeckState(track_id="song", position_ms=12.5)), PAPER),
        (9, act.DeckLoad("A", "song", quantise="now"), PAPER),
        (9, act.StemMute("A", "drums", on=True, quantise="now"), None),
    )
    for deed in deeds:
        night.note(*deed)
    night.close(1000)
    (path,) = (tmp_path / "nights").iterdir()
    assert path.name == "2026-05-06 21-30-00.jsonl"
    assert read_script(read_night(path)) == (
        Line(Place(frames=0), BEGIN),
        *(Line(Place(frames=frame), deed, song) for frame, deed, song in deeds),
        Line(Place(frames=1000), End()),
    )


def test_what_cannot_be_written_is_a_gap_that_is_told_and_the_night_goes_on(night, tmp_path):
    paper = SongPaper(TrackCard("song", "caf\udce9"), Marks())
    night.note(1, act.DeckLoad("A", "song", quantise="now"), paper)
    night.note(2, act.StemMute("A", "drums", on=True, quantise="now"))
    night.close(1000)
    (path,) = (tmp_path / "nights").iterdir()
    assert [line.place.frames for line in read_script(read_night(path))] == [0, 2, 1000]
    assert "has a gap" in (night.trouble or "")


def test_a_disk_that_is_full_ends_the_night_in_words(night, tmp_path, monkeypatch):
    def refuse(_number):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    night.note(1, act.StemMute("A", "drums", on=True, quantise="now"))
    night.close(1000)
    assert "ends here, it cannot be written: No space left on device." in (night.trouble or "")


def test_a_line_is_on_the_disk_within_a_second_even_while_others_come(night, tmp_path):
    night.note(1, act.MixerMaster(-1.0))
    path = tmp_path / "nights" / "2026-05-06 21-30-00.jsonl"
    for number in range(2, 92):
        night.note(number, act.MixerMaster(-1.0))
        time.sleep(0.01)
    assert '"2f"' in path.read_text()
    night.close(100)


def test_a_night_without_anything_done_has_no_file(night, tmp_path):
    night.close(1000)
    assert not (tmp_path / "nights").exists()


def test_a_long_night_has_parts_and_is_read_as_one(tmp_path):
    log = ActionLog(tmp_path, BEGIN, NOW, longest_part=2000)
    log.start()
    for frame in range(100):
        log.note(frame, act.MixerMaster(-1.0))
    log.close(100)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[:2] == ["2026-05-06 21-30-00.2.jsonl", "2026-05-06 21-30-00.3.jsonl"]
    assert all(path.stat().st_size < 2200 for path in tmp_path.iterdir())
    script = read_script(read_night(tmp_path / "2026-05-06 21-30-00.jsonl"))
    assert [line.place.frames for line in script] == [0, *range(100), 100]


def test_two_lives_within_a_second_have_a_night_each(tmp_path):
    for _ in range(2):
        log = ActionLog(tmp_path, BEGIN, NOW)
        log.start()
        log.note(0, act.Panic())
        log.close(1)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_night_that_was_cut_off_is_read_up_to_its_last_whole_line(night, tmp_path):
    night.note(1, act.MixerMaster(-1.0))
    night.note(2, act.MixerMaster(-2.0))
    night.close(3)
    (path,) = (tmp_path / "nights").iterdir()
    whole = path.read_bytes()
    for cut in range(1, len(whole.splitlines(keepends=True)[-1]) + 1):
        path.write_bytes(whole[:-cut])
        assert len(read_script(read_night(path))) == 3


def test_a_script_by_hand_needs_no_last_end_of_line(tmp_path):
    script = tmp_path / "script.jsonl"
    script.write_text('{"at": "0s", "action": "panic"}\n{"at": "96000f", "action": "panic"}')
    assert [line.place for line in read_script(read_night(script))] == [Place(), Place(frames=96_000)]
    script.write_text('{"at": "0s", "action": "panic"}\n{"at": "96000f", "acti')
    with pytest.raises(UsageError, match="Line 2"):
        read_script(read_night(script))


def test_a_disk_that_is_full_ends_the_log_and_nothing_else(tmp_path, caplog):
    (tmp_path / "nights").write_text("in the way")
    log = ActionLog(tmp_path / "nights", BEGIN, NOW)
    log.start()
    log.note(1, act.Panic())
    log.note(2, act.Panic())
    log.close(3)
    assert len([line for line in caplog.records if "log of this night ends" in line.message]) == 1
