"""A song's beats, corrected by a player."""

import pytest

from bench.stage import noise_song, write_pack
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.grid import Grid
from tests.show.conftest import RATE, load, write_free


def test_the_beats_of_a_song_are_edited_and_reset(deck):
    found = deck.state.grid
    deck(act.GridNudge("A", 20.0))
    assert (deck.state.grid.first_ms, deck.state.grid_edited) == (20.0, True)
    deck.at(1530.0)
    deck(act.GridSetDownbeat("A"))
    assert (deck.state.grid.downbeat, deck.state.grid.ms_at(3)) == (3, pytest.approx(1530.0))
    deck(act.GridDouble("A"))
    assert deck.state.grid.bpm == 240.0
    deck(act.GridHalve("A"), act.GridHalve("A"))
    assert deck.state.grid.bpm == 60.0
    deck(act.GridSet("A", 90.0, 100.0))
    assert deck.state.grid == Grid(90.0, 100.0)
    deck(act.GridReset("A"))
    assert (deck.state.grid, deck.state.grid_edited) == (found, False)


def test_beats_cannot_be_doubled_beyond_reason(deck):
    deck(act.GridDouble("A"))
    with pytest.raises(ActionError, match="bpm"):
        deck(act.GridDouble("A"))


def test_tapping_gives_a_song_beats_with_the_first_tap_as_a_one(deck):
    deck(act.DeckTempo("A", 10.0), act.DeckPlay("A"))
    deck.play(RATE)
    first = deck.place
    for _ in range(5):
        deck(act.GridTap("A"))
        deck.play(RATE // 2 - 64)
    # 120 taps a minute while the deck plays 10 % faster: 109 beats a minute of the song itself.
    assert deck.state.grid.bpm == pytest.approx(120 / 1.1, abs=0.05)
    beats = deck.state.grid.beat_at(first)
    assert beats - 4 * round(beats / 4) == pytest.approx(0.0, abs=0.05)


def test_tapping_a_song_that_follows_the_clock_finds_its_own_tempo(deck, shelf, packs, sound):
    """Each tap moves the grid, and with it how fast the song has to go."""
    write_pack(packs, "wrong", noise_song(30.0), bpm=97.0)
    load(deck.show, shelf, "B", "wrong")
    deck(act.DeckPlay("A"), act.DeckPlay("B"), act.SyncLock("B", on=True))
    true_ms = 60_000 / 105
    told = []
    for beat in range(2, 18):
        while deck.show.position_ms("B") < beat * true_ms:
            deck.play(64)
        deck(act.GridTap("B"))
        told.append(deck.show.state.decks["B"].grid.bpm)
    assert told[-8:] == pytest.approx([105.0] * 8, abs=0.3)


def test_beats_are_tapped_while_the_song_plays(deck):
    with pytest.raises(ActionError, match="start it, then tap along"):
        deck(act.GridTap("A"))


@pytest.mark.parametrize(
    "action",
    [
        act.DeckJump("A", 4.0),
        act.GridNudge("A", 5.0),
        act.GridHalve("A"),
        act.SyncOnce("A"),
        act.SyncLock("A", on=True),
        act.SyncLeader("A"),
    ],
    ids=lambda action: action.name,
)
def test_what_needs_beats_says_how_to_get_them(show, shelf, packs, action):
    write_free(packs, "free", 1.0)
    load(show, shelf, "A", "free")
    before = show.state
    with pytest.raises(ActionError, match=r"grid\.tap"):
        show.apply(action)
    assert show.state is before
