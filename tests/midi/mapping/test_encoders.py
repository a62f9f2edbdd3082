"""Endless knobs: their codings, told or found out, and what they move."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as some

from midi.mapping.codings import Coding
from presets import Encoder
from sfa_live.model.action import DeckJog, DeckKeyShift, LoopMove, StemGain
from tests.midi.hands import WEB, FakeShow, heard, surface

KNOB = '[[bind]]\ncc = 16\naction = "stem.gain"\ndeck = "A"\nstem = 1\nencoder = "{}"\n'
CODED = {
    Encoder.TWOS: lambda clicks: clicks % 128,
    Encoder.OFFSET: lambda clicks: 64 + clicks,
    Encoder.SIGN: lambda clicks: clicks if clicks >= 0 else 64 - clicks,
}


@given(some.sampled_from(tuple(CODED)), some.integers(-32, 32))
def test_a_known_coding_is_read_as_it_is_meant(coding, clicks):
    assert Coding(coding).clicks(CODED[coding](clicks)) == clicks


@given(some.sampled_from(tuple(CODED)), some.lists(some.integers(-10, 10).filter(bool), min_size=1, max_size=20))
def test_an_unknown_coding_never_turns_the_wrong_way_and_is_known_after_both_ways(coding, turns):
    found = Coding(Encoder.AUTO)
    for clicks in turns:
        assert found.clicks(CODED[coding](clicks)) in (clicks, 0)
    if min(turns) < 0 < max(turns):
        assert found.decided is coding


def test_a_coding_that_was_found_out_wrongly_is_found_out_anew():
    found = Coding(Encoder.AUTO)
    assert found.clicks(40) == -24
    # A click up, which no offset means.
    assert [found.clicks(value) for value in (1, 1, 127, 127)] == [0, 1, -1, -1]
    assert found.decided is Encoder.TWOS


def test_what_was_found_out_is_told_once(show, caplog):
    hand = surface(show, KNOB.format("auto"))
    with caplog.at_level(logging.INFO, "sfa_live.midi.in"):
        for value in (1, 127, 127, 1):
            hand.turn(16, value)
    assert caplog.messages == ["input:test: the knob cc 16 on channel 1 counts in twos"]
    assert len(show.heard) == 4


def test_a_knob_moves_the_value_from_wherever_it_stands(show):
    hand = surface(show, KNOB.format("twos") + "step = 0.5\n")
    hand.turn(16, 126)
    show.deliver(StemGain(deck="A", stem=1, db=-12.0), WEB)
    hand.turn(16, 3)
    assert [action.db for action in show.heard if action.db != -12.0] == [-1.0, -10.5]


def test_the_clicks_of_one_round_are_one_move(show):
    hand = surface(show, KNOB.format("twos") + "step = 0.5\n")
    for _ in range(4):
        hand.hear(heard(0xB0, 16, 1))
    hand.settle()
    assert show.heard == [StemGain(deck="A", stem=1, db=2.0)]


def test_a_knob_stops_at_the_ends(show):
    hand = surface(show, KNOB.format("twos") + "low = -24.0\nhigh = 0.0\n")
    for value in [30] * 8 + [98] * 12:
        hand.turn(16, value)
    levels = [action.db for action in show.heard]
    assert max(levels) == 0.0
    assert levels[-1] == pytest.approx(-24.0, abs=0.01)


def test_without_a_step_a_click_is_one_place_and_small_ones_add_up(show):
    hand = surface(show, KNOB.format("twos"))
    for _ in range(31):
        hand.turn(16, 1)
    assert show.heard[-1].db == 6.0
    assert show.heard[0].db == 0.0


def test_semitones_come_after_enough_clicks(show):
    hand = surface(show, '[[bind]]\ncc = 16\naction = "deck.key_shift"\ndeck = "A"\nencoder = "twos"\nstep = 1\n')
    hand.turn(16, 2)
    assert show.heard == [DeckKeyShift(deck="A", semitones=2.0)]


def test_a_knob_can_work_upside_down(show):
    hand = surface(show, KNOB.format("twos") + "step = 1.0\ninvert = true\n")
    hand.turn(16, 1)
    assert show.heard == [StemGain(deck="A", stem=1, db=-1.0)]


@pytest.mark.parametrize(("wait", "factor"), [(1.0, 1.0), (0.01, 5.0), (0.001, 8.0)])
def test_a_knob_that_is_turned_fast_goes_further(wait, factor):
    show = FakeShow()
    hand = surface(
        show, '[[bind]]\ncc = 1\naction = "deck.jog"\ndeck = "A"\nencoder = "twos"\nstep = 2.0\naccelerate = true\n'
    )
    hand.turn(1, 1)
    hand.turn(1, 1, wait=wait)
    heard = show.heard[-1]
    assert isinstance(heard, DeckJog)
    assert heard.ms == pytest.approx(2.0 * factor, rel=0.01)


def test_a_jog_wheel_and_a_jump_go_as_far_as_they_are_turned(show):
    hand = surface(
        show,
        '[[bind]]\ncc = 1\naction = "deck.jog"\ndeck = "A"\nencoder = "offset"\n'
        '[[bind]]\ncc = 2\naction = "loop.move"\ndeck = "A"\nencoder = "offset"\nstep = 0.5\ninvert = true\n',
    )
    hand.turn(1, 66)
    hand.turn(2, 66)
    assert show.heard == [DeckJog(deck="A", ms=20.0), LoopMove(deck="A", beats=-1.0)]


def test_a_knob_turns_pages(show):
    hand = surface(show, '[[bind]]\ncc = 1\naction = "surface.page"\nencoder = "twos"\n', "pages = 4")
    hand.turn(1, 127)
    assert hand.surface.view.page == 4


def test_a_knob_of_a_stem_that_is_not_there_does_nothing(show):
    hand = surface(show, KNOB.format("twos").replace("stem = 1", "stem = 8"))
    hand.turn(16, 1)
    assert show.heard == []
