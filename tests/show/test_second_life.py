"""The journal, and a show that goes on in a second life of the rig."""

import errno
import os
import time
from dataclasses import replace

import numpy as np
import pytest

from engine import OfflineEngine
from sfa_live.errors import NotReadyError, StaleError, StoreError, UsageError
from sfa_live.model import action as act
from sfa_live.model.show_state import SceneState
from sfa_live.show import Journal, Keeper, Kept, Loader, Shelf, Show
from sfa_live.show.marks import marks_of
from sfa_live.show.script import read_script
from tests.show.conftest import RATE, load


def test_a_second_life_has_everything_in_its_place(loaded, sound, shelf, clock):
    for action in (
        act.StemMute(deck="A", stem="vocals"),
        act.StemSolo(deck="A", stem="bass"),
        act.StemGain(deck="A", stem="bass", db=-12.0),
        act.DeckTempo(deck="A", percent=-3.0),
        act.DeckGain(deck="A", db=-2.0),
        act.DeckSeek(deck="A", position_ms=700.0),
        act.DeckCue(deck="A", slot=1),
        act.MixerCrossfader(value=-0.5),
        act.MixerMaster(db=-1.0),
        act.DeckPlay(deck="A"),
    ):
        loaded.apply(action)
        sound.render(64)
    before, scenes = loaded.look()
    second_sound = OfflineEngine(rate=RATE, block=64)
    second = Show(second_sound, "second", clock)
    second.resume_master(before.master, scenes)
    marks = marks_of(before.decks["A"], scenes.of_song("A"))
    second.resume("A", replace(shelf.take("song"), marks=marks), before.decks["A"])
    assert second.state.decks == before.decks
    assert second.state.master == before.master
    assert second.state.scenes == before.scenes
    assert second.look()[1] == scenes
    assert np.abs(second_sound.render(4800)).max() > 0


def test_a_song_that_is_put_on_another_deck_brings_its_marks(loaded, shelf):
    loaded.apply(act.DeckCue("A", 1))
    loaded.apply(act.GridNudge("A", 30.0))
    loaded.apply(act.StemMute("A", "drums"))
    loaded.apply(act.SceneStore(2, "A", "no drums"))
    state, scenes = loaded.look()
    marks = marks_of(state.decks["A"], scenes.of_song("A"))
    loaded.finish_load(act.DeckLoad("D", "song"), replace(shelf.take("song"), marks=marks))
    deck = loaded.state.decks["D"]
    assert (deck.cues, deck.grid) == (state.decks["A"].cues, state.decks["A"].grid)
    assert deck.scenes == {"2": SceneState("no drums", ("D",))}
    assert not deck.stems["drums"].mute
    loaded.apply(act.SceneRecall(2, "D"))
    assert loaded.state.decks["D"].stems["drums"].mute
    loaded.apply(act.GridReset("D"))
    assert loaded.state.decks["D"].grid == shelf.take("song").card.grid


def test_a_song_whose_marks_cannot_be_read_plays_and_says_so(show, packs):
    def damaged(_track_id):
        raise StoreError("song.json is damaged.")

    load(show, Shelf(packs, RATE, damaged), "A", "song")
    deck = show.state.decks["A"]
    assert deck.track_id == "song"
    assert "song.json is damaged" in deck.message


def test_marks_that_cannot_be_read_are_those_of_the_last_show(loaded, shelf, clock):
    loaded.apply(act.DeckCue("A", 1))
    loaded.apply(act.SceneStore(1, "A"))
    before, scenes = loaded.look()
    second = Show(OfflineEngine(rate=RATE, block=64), "second", clock)
    second.resume_master(before.master, scenes)
    second.resume("A", replace(shelf.take("song"), marks=None, message="damaged"), before.decks["A"])
    assert second.state.decks["A"].cues == before.decks["A"].cues
    second.apply(act.SceneRecall(1, "A"))


@pytest.fixture
def keeper():
    keeper = Keeper()
    keeper.start()
    yield keeper
    keeper.close()


def test_the_journal_holds_the_last_state_it_was_given(tmp_path, loaded):
    keeper = Keeper()
    keeper.start()
    journal = Journal(tmp_path / "show.json", keeper)
    assert journal.read() is None
    loaded.apply(act.SceneStore(4))
    for level in range(20):
        loaded.apply(act.MixerMaster(db=-float(level)))
        journal.note(Kept(*loaded.look()))
    keeper.close()
    assert Journal(tmp_path / "show.json", keeper).read() == Kept(*loaded.look())
    assert [path.name for path in tmp_path.glob("show.*")] == ["show.json"]


def test_a_show_that_kills_the_rig_is_brought_back_three_times_and_no_more(tmp_path, keeper):
    path = tmp_path / "show.json"
    assert [Journal(path, keeper).may_resume() for _ in range(4)] == [True, True, True, False]
    Journal(path, keeper).resumed()
    assert Journal(path, keeper).may_resume()


def test_a_count_of_tries_that_the_power_cut_short_begins_anew(tmp_path, keeper):
    (tmp_path / "show.tries").write_bytes(b"")
    assert Journal(tmp_path / "show.json", keeper).may_resume()


@pytest.mark.parametrize("wrong", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_takes_no_count_keeps_no_show_from_coming_back(tmp_path, keeper, monkeypatch, caplog, wrong):
    def refuse(*_):
        raise OSError(wrong, os.strerror(wrong))

    monkeypatch.setattr(os, "pwrite", refuse)
    journal = Journal(tmp_path / "show.json", keeper)
    assert journal.may_resume()
    journal.resumed()
    assert "show.tries cannot be written" in caplog.text


#: As version 0.2 wrote it, with a cue that was a number.
OLD = b'{"epoch": "e", "seq": 3, "decks": {"A": {"track_id": "song", "cues": {"1": 500.0}}}}'


@pytest.mark.parametrize("content", [b'{"epoch": "e", "decks": {"A"', b"", b"\0" * 4096, OLD])
def test_a_journal_that_cannot_be_used_is_put_aside_in_words_and_the_show_begins_anew(
    tmp_path, keeper, content, caplog
):
    path = tmp_path / "show.json"
    path.write_bytes(content)
    journal = Journal(path, keeper)
    assert journal.read() is None
    assert "cannot be brought back" in (journal.message or "")
    assert (tmp_path / "show.damaged").read_bytes() == content
    assert "cannot be brought back" in caplog.text


def test_the_newest_wish_for_a_deck_wins(show, shelf):
    loader = Loader(show, shelf)
    slow = loader._thread.submit(time.sleep, 0.1)
    first = loader.load(act.DeckLoad(deck="A", track_id="short"))
    second = loader.load(act.DeckLoad(deck="A", track_id="song"))
    slow.result()
    with pytest.raises(StaleError):
        first.result(5)
    second.result(5)
    assert show.state.decks["A"].track_id == "song"
    loader.close()


def test_a_song_that_is_not_prepared_leaves_the_deck_as_it_was(loaded, shelf):
    loader = Loader(loaded, shelf)
    with pytest.raises(NotReadyError, match="not prepared"):
        loader.load(act.DeckLoad(deck="A", track_id="nothing")).result(5)
    deck = loaded.state.decks["A"]
    assert (deck.track_id, deck.loading) == ("song", False)
    assert "not prepared" in deck.message
    loader.close()


@pytest.mark.parametrize("track_id", ["../packs/song", "/etc/passwd", "..", "song/../song"])
def test_a_track_id_never_leaves_the_shelf(shelf, track_id):
    with pytest.raises(NotReadyError):
        shelf.take(track_id)


@pytest.mark.parametrize(
    "line",
    ['{"at": "soon", "action": "panic"}', '{"at": "1s"}', "{", '{"at": "1s", "action": "stem.mut"}', '["1s"]'],
)
def test_a_script_that_cannot_be_used_names_its_line(line):
    with pytest.raises(UsageError, match="Line 2"):
        read_script(['{"at": "0s", "action": "panic"}', line])
