"""The media root: files that are whole or not there, and folders that nobody forgets."""

import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from sfa_live.errors import NotFoundError, StoreError
from sfa_live.model.grid import Grid
from sfa_live.model.track import TrackCard
from sfa_live.storage import MediaStore

ID = "6a0c1c6e-57a0-4f0e-9d3e-0c2b6f0a7c11"
OTHER = "7b0c1c6e-57a0-4f0e-9d3e-0c2b6f0a7c11"
ROOT = Path(__file__).parents[2]
DIES = """
import os, sys
from pathlib import Path
from sfa_live.storage import MediaStore

folder = MediaStore(Path(sys.argv[1])).staging().folder
(folder / "half").write_text("x")
os._exit(9)
"""


@pytest.fixture
def store(tmp_path):
    store = MediaStore(tmp_path / "media")
    store.ensure()
    return store


@pytest.mark.parametrize("bad", ["", "..", "../etc", f"{{{ID}}}", ID.upper(), f"urn:uuid:{ID}", "a/b", "x" * 36])
def test_only_a_plain_uuid_names_a_song(store, bad):
    for place in (store.source, store.stems_folder, store.analysis, store.waveform, store.card, store.remove):
        with pytest.raises(NotFoundError):
            place(bad)


def test_a_stems_name_leads_nowhere_else(store):
    assert store.stem(ID, "../../Evil Name").parent == store.stems_folder(ID)


def test_what_is_adopted_is_there_and_no_longer_staged(store):
    with store.staging() as folder:
        (folder / "a").write_text("whole")
        store.adopt(folder / "a", store.analysis(ID))
        assert list(folder.iterdir()) == []
    assert store.analysis(ID).read_text() == "whole"
    assert list((store.root / "staging").iterdir()) == []


def test_a_folder_takes_the_place_of_the_one_before(store):
    for names in (("a.wav", "b.wav"), ("c.wav",)):
        with store.staging() as folder:
            made = folder / "stems"
            made.mkdir()
            for name in names:
                (made / name).write_text("x")
            store.adopt(made, store.stems_folder(ID))
    assert [file.name for file in store.stems_folder(ID).iterdir()] == ["c.wav"]
    assert list((store.root / "staging").iterdir()) == []


def test_a_staging_folder_goes_with_its_block_even_when_that_fails(store):
    folders = []

    def fail():
        with store.staging() as folder:
            folders.append(folder)
            (folder / "half").write_text("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not folders[0].exists()


def test_only_what_nobody_holds_is_stale(store):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.run([sys.executable, "-c", DIES, str(store.root)], env=environment, check=False)
    assert killed.returncode == 9
    with store.staging() as mine:
        assert len(list((store.root / "staging").iterdir())) == 2
        assert store.remove_stale_staging() == 1
        assert mine.is_dir()


def test_a_folder_that_was_never_locked_is_stale_only_after_a_while(store):
    made = store.root / "staging" / "new-one"
    made.mkdir()
    assert store.remove_stale_staging() == 0
    os.utime(made, (time.time() - 120, time.time() - 120))
    assert store.remove_stale_staging() == 1


@pytest.mark.parametrize(
    ("filename", "kept"),
    [
        ("Song.MP3", "original.mp3"),
        ("a.stem.mp4", "original.stem.mp4"),
        ("no ending", "original"),
        ("x.y/../../z", "original"),
        ("evil.$(rm)", "original"),
        ("long." + "x" * 20, "original"),
    ],
)
def test_an_original_keeps_its_ending_and_nothing_else_of_its_name(store, filename, kept):
    with store.staging() as folder:
        (folder / "upload").write_text("song")
        store.place_original(folder / "upload", ID, filename)
    assert store.original(ID).name == kept


def test_an_original_goes_back_to_where_it_came_from(store):
    with store.staging() as folder:
        staged = folder / "upload"
        staged.write_text("song")
        store.place_original(staged, ID, "a.mp3")
        store.return_original(ID, staged)
        assert staged.read_text() == "song"
    assert not store.download_folder(ID).exists()


def test_of_two_originals_the_standing_one_stays(store):
    for track_id, body in ((ID, "first"), (OTHER, "second")):
        with store.staging() as folder:
            (folder / "upload").write_text(body)
            store.place_original(folder / "upload", track_id, "a.mp3")
    store.merge_original(OTHER, ID)
    assert store.original(ID).read_text() == "first"
    assert store.original(OTHER) is None


def test_a_removed_song_takes_no_room(store):
    for place in (store.source(ID), store.stem(ID, "bass"), store.pack(ID, 48_000), store.card(ID), store.waveform(ID)):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("12345")
    assert store.size(ID) == 25
    store.remove(ID)
    store.remove(ID)
    assert store.size(ID) == 0


def test_too_little_room_is_said_in_numbers(store):
    with pytest.raises(StoreError, match=r"The disk has .+ free, this needs about 1000 TB") as wrong:
        store.require_space(10**15)
    assert wrong.value.wire_code == "disk_full"
    store.require_space(1)


def test_a_card_is_written_as_a_whole(store):
    card = TrackCard(ID, "Title", grid=Grid(120.0, 12.5), lufs=-9.5)
    store.write_card(card)
    assert msgspec.json.decode(store.card(ID).read_bytes(), type=TrackCard) == card


def test_only_files_that_have_lain_for_a_while_can_be_orphans(store):
    store.source(ID).parent.mkdir()
    assert store.settled_track_ids() == frozenset()
    os.utime(store.download_folder(ID), (0, 0))
    assert store.settled_track_ids() == {ID}
