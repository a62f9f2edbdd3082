"""What is written on a song stays with the song."""

import pytest
from msgspec.structs import replace

from sfa_live.errors import StoreError
from sfa_live.model.grid import Grid
from sfa_live.model.show_state import CueState
from sfa_live.show.keeper import Keeper
from sfa_live.show.marks import NO_MARKS, MarkBook, Marks, marks_of
from sfa_live.show.scenes import NO_SCENES, DeckScene, SongScene
from tests.show.reduce.stage import song, stage

SCENE = SongScene("drop", DeckScene("song", {}, 0.0, song().eq, 0.0, song().loop))
CUES = {"1": CueState(100.0, "intro"), "2": CueState(900.0)}


@pytest.fixture
def life(tmp_path):
    """A keeper and a book over the same folder, as often as asked: one life of the rig after another."""
    lives: list[Keeper] = []

    def begin():
        for earlier in lives:
            earlier.close()
        lives[:] = [Keeper()]
        lives[0].start()
        return MarkBook(tmp_path / "marks", lives[0])

    yield begin
    lives[0].close()


def _note(book, scenes=NO_SCENES, **decks):
    book.note(lambda: (stage(**decks), scenes))


def test_a_song_has_its_marks_in_the_next_life(life):
    book = life()
    assert book.read("song") == NO_MARKS
    _note(book, A=song())
    grid = Grid(121.0)
    scenes = NO_SCENES.with_song("A", {"3": SCENE})
    _note(book, scenes, A=song(cues=CUES, memory=(5.0, 10.0), grid=grid, grid_edited=True))
    assert life().read("song") == Marks(CUES, (5.0, 10.0), {"3": SCENE}, grid)


def test_beats_that_nobody_has_moved_are_not_marks():
    assert marks_of(song(grid=Grid(99.0)), {}).grid is None


def test_marks_are_there_for_another_deck_before_they_are_on_the_disk(life):
    book = life()
    _note(book, A=song())
    _note(book, A=song(cues=CUES))
    assert book.read("song").cues == CUES


def test_what_is_cleared_is_gone_in_the_next_life(life):
    book = life()
    _note(book, A=song())
    _note(book, A=song(cues=CUES, memory=(5.0, 10.0)))
    _note(book, A=song(cues={"2": CUES["2"]}, memory=(10.0,)))
    assert life().read("song") == Marks({"2": CUES["2"]}, (10.0,))


def test_two_decks_with_the_same_song_lose_nothing_of_each_other(life):
    book = life()
    _note(book, A=song(), B=song())
    a = song(cues={"1": CueState(100.0)}, memory=(1.0,))
    _note(book, A=a, B=song())
    b = song(cues={"2": CueState(200.0)}, memory=(2.0,))
    _note(book, A=a, B=b)
    a = replace(a, cues={"1": CueState(100.0), "2": CueState(300.0)})
    _note(book, A=a, B=b)
    marks = life().read("song")
    assert marks.cues == {"1": CueState(100.0), "2": CueState(300.0)}
    assert marks.memory == (1.0, 2.0)


def test_a_song_that_comes_with_older_marks_does_not_take_newer_ones_back(life):
    book = life()
    _note(book, A=song())
    _note(book, A=song(cues=CUES))
    # It was read for deck B before the cues were written.
    _note(book, A=song(cues=CUES), B=song())
    _note(book, A=song(cues=CUES), B=song(memory=(7.0,)))
    assert life().read("song") == Marks(CUES, (7.0,))


def test_another_song_on_the_deck_does_not_clear_the_marks_of_the_one_before(life):
    book = life()
    _note(book, A=song())
    _note(book, A=song(cues=CUES))
    _note(book, A=song(track_id="other"))
    _note(book)
    book = life()
    assert book.read("song").cues == CUES
    assert book.read("other") == NO_MARKS


def test_a_damaged_file_is_put_aside_and_told_once(life, tmp_path):
    path = tmp_path / "marks" / "song.json"
    path.parent.mkdir()
    path.write_bytes(b"\0" * 40)
    book = life()
    with pytest.raises(StoreError, match="kept as song"):
        book.read("song")
    assert book.read("song") == NO_MARKS
    assert (tmp_path / "marks" / "song.damaged").exists()
