"""The journal, and a show that goes on in a second life of the rig."""

import time

import numpy as np
import pytest

from engine import OfflineEngine
from sfa_live.errors import NotReadyError, StaleError, UsageError
from sfa_live.model import action as act
from sfa_live.show import Journal, Loader, Show
from sfa_live.show.script import read_script
from tests.show.conftest import RATE


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
    before = loaded.state
    second_sound = OfflineEngine(rate=RATE, block=64)
    second = Show(second_sound, "second", clock)
    second.resume_master(before.master)
    second.resume("A", shelf.take("song"), before.decks["A"])
    assert second.state.decks == before.decks
    assert second.state.master == before.master
    assert np.abs(second_sound.render(4800)).max() > 0


def test_the_journal_holds_the_last_state_it_was_given(tmp_path, loaded):
    journal = Journal(tmp_path / "show.json")
    assert journal.read() is None
    journal.start()
    for level in range(20):
        loaded.apply(act.MixerMaster(db=-float(level)))
        journal.note(loaded.state)
    journal.close()
    assert Journal(tmp_path / "show.json").read() == loaded.state
    assert [path.name for path in tmp_path.glob("show.*")] == ["show.json"]


def test_a_show_that_kills_the_rig_is_brought_back_three_times_and_no_more(tmp_path):
    assert [Journal(tmp_path / "show.json").may_resume() for _ in range(4)] == [True, True, True, False]
    Journal(tmp_path / "show.json").resumed()
    assert Journal(tmp_path / "show.json").may_resume()


def test_a_damaged_journal_is_put_aside_and_the_show_begins_anew(tmp_path):
    path = tmp_path / "show.json"
    path.write_bytes(b'{"epoch": "e", "decks": {"A"')
    assert Journal(path).read() is None
    assert (tmp_path / "show.damaged").exists()


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
