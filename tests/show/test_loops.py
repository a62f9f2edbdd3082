"""Loops, chains, rolls and slip through the hands of a player, and what the engine makes of them."""

import pytest

from sfa_live.errors import ActionError
from sfa_live.model import action as act
from tests.show.conftest import RATE, Deck, bounds, load, write_free


def test_a_loop_is_shown_where_it_will_be_before_the_engine_has_answered(deck):
    deck.at(2100.0)
    deck.show.apply(act.DeckLoop("A", on=True))
    assert bounds(deck) == (True, 2000.0, 4000.0)


def test_a_loop_that_plays_changes_its_size_at_once_and_stays_within_a_64th_of_a_bar_and_sixteen_bars(deck):
    deck.at(2100.0)
    deck(act.DeckLoop("A", on=True), act.DeckLoopSize("A", 1.0))
    assert bounds(deck) == (True, 2000.0, 2500.0)
    deck(act.LoopDouble("A"))
    assert bounds(deck) == (True, 2000.0, 3000.0)
    deck(act.LoopHalve("A"), act.LoopHalve("A"))
    assert bounds(deck) == (True, 2000.0, 2250.0)
    deck(act.DeckLoopSize("A", 1 / 32))
    before = deck.show.state
    with pytest.raises(ActionError, match="1/32 to 64"):
        deck.show.apply(act.LoopHalve("A"))
    assert deck.show.state is before


@pytest.mark.parametrize(
    "action",
    [
        act.DeckLoop("A", on=True),
        act.DeckLoopSize("A", 64.0),
        act.LoopDouble("A"),
        act.LoopMove("A", 4.0),
        act.LoopMove("A", -128.0),
        act.LoopRoll("A", beats=8.0, on=True),
        act.StemLoop("A", "drums", beats=8.0, on=True),
        act.LoopChain("A", (act.ChainedLoop(19_000.0, 21_000.0),)),
        act.LoopChain("A", (act.ChainedLoop(2_000.0, 2_000.0),)),
        act.LoopIn("A", 30_000.0),
        act.LoopOut("A", 1_000.0),
    ],
    ids=lambda action: action.name,
)
def test_a_loop_that_leaves_the_song_is_refused_and_nothing_has_changed(deck, action):
    deck(act.LoopIn("A", 17_000.0), act.LoopOut("A", 19_000.0))
    if isinstance(action, act.DeckLoop):
        deck(act.LoopFinish("A"))
    deck.at(18_900.0)
    before = deck.show.state
    with pytest.raises(ActionError) as wrong:
        deck.show.apply(action)
    assert deck.show.state is before
    assert wrong.value.message.endswith(".")


def test_in_and_out_make_a_loop_that_holds_a_deck_that_has_just_passed_its_end(deck):
    deck.at(3000.0)
    deck(act.DeckPlay("A"), act.LoopIn("A"))
    deck.play(RATE)
    deck(act.LoopOut("A"))
    on, start, end = bounds(deck)
    assert on
    assert end - start == pytest.approx(1000.0, abs=10.0)
    assert start <= deck.place < end
    deck.play(3 * RATE)
    assert start <= deck.place < end


def test_while_presses_are_quantised_in_and_out_fall_on_the_nearest_beat(deck):
    deck(act.ClockQuantise("1/4"))
    deck.at(2900.0)
    deck(act.LoopIn("A"))
    deck.at(4100.0)
    deck(act.LoopOut("A"))
    assert bounds(deck) == (True, 3000.0, 4000.0)
    assert deck.state.loop.beats == 2.0
    assert deck.place == pytest.approx(3100.0, abs=0.1)


def test_an_end_before_the_beginning_is_no_loop(deck):
    deck.at(3000.0)
    deck(act.LoopIn("A"))
    deck.at(2000.0)
    with pytest.raises(ActionError, match=r"loop\.in"):
        deck(act.LoopOut("A"))


def test_a_loop_moves_with_the_deck_that_plays_in_it(deck):
    deck.at(2100.0)
    deck(act.DeckLoop("A", on=True), act.LoopMove("A", 4.0))
    assert bounds(deck) == (True, 4000.0, 6000.0)
    assert deck.place == pytest.approx(4100.0, abs=0.1)


def test_finish_plays_the_loop_to_its_end_and_leave_goes_on_at_once(deck):
    deck.at(2100.0)
    deck(act.DeckPlay("A"), act.DeckLoop("A", on=True), act.LoopFinish("A"))
    deck.play(RATE)
    assert 3000.0 < deck.place < 3200.0
    deck(act.DeckLoop("A", on=True), act.LoopLeave("A"))
    assert deck.place > 5000.0
    assert not deck.state.loop.on


def test_a_roll_ends_where_the_song_would_be_and_leaves_the_deck_its_own_loop(deck):
    deck.at(2100.0)
    deck(act.DeckPlay("A"), act.DeckLoop("A", on=True), act.LoopRoll("A", beats=0.25, on=True))
    assert deck.state.rolling == 0.25
    deck.play(RATE)
    assert 2000.0 <= deck.place <= 2260.0
    deck(act.LoopRoll("A", beats=0.25, on=False))
    assert bounds(deck) == (True, 2000.0, 4000.0)
    assert deck.place == pytest.approx(3100.0, abs=15.0)


def test_slip_switched_on_under_a_roll_stays_on_when_the_roll_ends(deck):
    deck(act.DeckPlay("A"), act.LoopRoll("A", beats=0.25, on=True), act.DeckSlip("A", on=True))
    deck(act.LoopRoll("A", beats=0.25, on=False), act.DeckSeek("A", 10_000.0))
    deck.play(RATE)
    deck(act.DeckSlip("A", on=False))
    assert deck.place < 2000.0


def test_a_chain_plays_its_loops_one_after_another_and_tells_which_are_left(deck):
    loops = (act.ChainedLoop(1000.0, 1500.0, 2), act.ChainedLoop(4000.0, 4500.0, 1))
    deck.at(1000.0)
    deck(act.DeckPlay("A"), act.LoopChain("A", loops))
    assert deck.state.chain == loops
    deck.play(RATE + 4800)
    assert deck.state.chain == loops[1:]
    assert 4000.0 <= deck.place < 4500.0
    deck.play(RATE)
    assert (deck.state.chain, deck.state.loop.on) == ((), False)
    deck(act.LoopChain("A", loops), act.LoopChain("A", ()))
    assert (deck.state.chain, deck.state.loop.on) == ((), False)


def test_a_chain_asked_for_behind_its_first_loop_plays(deck):
    loops = (act.ChainedLoop(0.0, 2000.0, 2), act.ChainedLoop(4000.0, 5000.0, 1))
    deck.at(8000.0)
    deck(act.DeckPlay("A"), act.LoopChain("A", loops))
    assert deck.place == pytest.approx(0.0, abs=5.0)
    deck.play(4 * RATE + 4800)
    assert deck.state.chain == loops[1:]
    assert 4000.0 <= deck.place < 4200.0


OUT = [
    act.DeckSeek("A", 8000.0),
    act.DeckSeek("A", 500.0),
    act.DeckCue("A", 1),
    act.CueNext("A"),
    act.DeckJump("A", 8.0),
]


@pytest.mark.parametrize("chained", [False, True])
@pytest.mark.parametrize("out", OUT, ids=lambda action: f"{action.name}")
def test_a_deck_that_goes_out_of_its_loop_leaves_it_and_the_next_press_begins_another(deck, out, chained):
    deck(act.CueSet("A", 1, position_ms=6000.0), act.CueMemory("A", 7000.0))
    deck.at(2100.0)
    loops = (act.ChainedLoop(2000.0, 4000.0, 9), act.ChainedLoop(9000.0, 9500.0))
    deck(act.DeckPlay("A"), act.LoopChain("A", loops) if chained else act.DeckLoop("A", on=True))
    deck.show.apply(out)
    assert (deck.state.loop.on, deck.state.chain) == (False, ())
    deck.play(RATE // 4)
    assert (deck.state.loop.on, deck.state.chain) == (False, ())
    deck(act.DeckLoop("A"))
    assert deck.state.loop.on
    assert deck.state.loop.start_ms <= deck.place < deck.state.loop.end_ms


def test_a_cue_or_a_seek_within_the_loop_stays_in_it(deck):
    deck(act.CueSet("A", 1, position_ms=3000.0))
    deck.at(2100.0)
    deck(act.DeckPlay("A"), act.DeckLoop("A", on=True), act.DeckCue("A", 1))
    assert bounds(deck) == (True, 2000.0, 4000.0)
    deck(act.DeckSeek("A", 3900.0))
    deck.play(RATE // 2)
    assert bounds(deck) == (True, 2000.0, 4000.0)
    assert deck.place < 2500.0


def test_a_stem_loops_over_the_others(deck):
    deck.at(2100.0)
    deck(act.StemLoop("A", "vocals", beats=2.0))
    loop = deck.state.stems["vocals"].loop
    assert (loop.on, loop.start_ms, loop.end_ms) == (True, 2000.0, 3000.0)
    assert not deck.state.loop.on
    deck(act.StemLoop("A", "vocals", beats=2.0))
    assert not deck.state.stems["vocals"].loop.on


def test_a_jump_out_of_the_loop_leaves_it_and_one_within_it_does_not(deck):
    deck.at(2100.0)
    deck(act.DeckLoop("A", on=True), act.DeckJump("A", 1.0))
    assert deck.state.loop.on
    assert deck.place == pytest.approx(2600.0, abs=0.1)
    deck(act.DeckJump("A", 8.0))
    assert not deck.state.loop.on


def test_without_beats_a_loop_begins_here_and_counts_them_at_120(show, shelf, packs, sound):
    write_free(packs, "free", 10.0)
    load(show, shelf, "A", "free")
    deck = Deck(show, sound, "A")
    deck.at(2100.0)
    deck(act.DeckLoop("A"))
    assert bounds(deck) == (True, 2100.0, 4100.0)
