"""Knobs and faders: every kind of message, ranges and curves, velocity, and takeover without a jump."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from midi.mapping import place_of, value_at
from midi.mapping.takeover import NEAR
from midi.wire.event import Kind
from presets import Curve, Scale
from sfa_live.model.action import ClockTempo, DeckTempo, MixerCrossfader, StemGain
from sfa_live.model.value import value_of
from tests.midi.hands import CC, FakeShow, heard, surface

GAIN = '[[bind]]\n{}\naction = "stem.gain"\ndeck = "A"\nstem = 1\n'
PICKUP, SCALED = 'takeover = "pickup"\n', 'takeover = "scale"\n'
CROSS = '[[bind]]\ncc = 1\naction = "mixer.crossfader"\n'


def gains(show):
    return [action.db for action in show.heard]


@pytest.mark.parametrize(
    ("bind", "kind", "number", "top"),
    [
        ("bend = true", Kind.BEND, 0, 16383),
        ("nrpn = 1234", Kind.NRPN, 1234, 16383),
        ("rpn = 0", Kind.RPN, 0, 16383),
        ("pressure = true", Kind.PRESSURE, 0, 127),
        ("key_pressure = 60", Kind.KEY_PRESSURE, 60, 127),
        ("cc = 7", Kind.CC, 7, 127),
    ],
)
def test_whatever_has_a_value_can_be_a_fader(show, bind, kind, number, top):
    hand = surface(show, GAIN.format(bind))
    for value in (0, round(top * 96 / 127), top):
        hand.turn(number, value, kind)
    assert gains(show) == [-90.0, 0.0, 6.0]


def test_a_bent_wheel_at_rest_is_the_middle(show):
    hand = surface(show, CROSS.replace("cc = 1", "bend = true"))
    hand.turn(0, 8192, Kind.BEND)
    assert show.heard == [MixerCrossfader(value=0.0)]


def test_a_pair_of_controllers_is_one_fine_fader(show):
    hand = surface(show, CROSS.replace("cc = 1", "cc14 = 7"))
    hand.hear(heard(CC, 7, 100))
    hand.hear(heard(CC, 39, 64))
    hand.settle()
    hand.hear(heard(CC, 39, 65))
    hand.settle()
    first, second = (action.value for action in show.heard)
    assert 0.0 < second - first < 0.001


def test_a_coarse_half_alone_counts_after_a_short_wait(show):
    hand = surface(show, CROSS.replace("cc = 1", "cc14 = 7"))
    hand.hear(heard(CC, 7, 127))
    hand.settle()
    assert show.heard == []
    hand.wait(0.004)
    hand.wait(0.004)
    assert show.heard == [MixerCrossfader(value=1.0)]


def test_every_finger_of_an_mpe_keyboard_plays_the_same_pad(show):
    hand = surface(show, '[[bind]]\nnote = 60\nchannel = "2..15"\naction = "deck.tap"\ndeck = "A"\n')
    for channel in range(16):
        hand.press(60, channel=channel)
        hand.release(60, channel=channel)
    assert len(show.heard) == 14


def test_a_button_gives_a_value_by_how_hard_it_is_hit(show):
    hand = surface(show, GAIN.format("note = 36") + 'velocity = "db"\nlow = -24.0\nhigh = 0.0\ncurve = "linear"\n')
    for velocity in (127, 64):
        hand.press(36, velocity)
        hand.release(36)
    assert gains(show) == [0.0, pytest.approx(-12.0, abs=0.1)]


def test_a_fader_goes_from_low_to_high(show):
    hand = surface(show, GAIN.format("cc = 7") + "low = -24.0\nhigh = 0.0\n")
    for place in (0, 127):
        hand.turn(7, place)
    assert gains(show) == [pytest.approx(-24.0, abs=0.01), 0.0]


def test_a_fader_moves_any_number_when_it_is_told_how_far(show):
    hand = surface(show, '[[bind]]\ncc = 1\naction = "clock.tempo"\nlow = 60\nhigh = 180\n')
    for place in (0, 127):
        hand.turn(1, place)
    assert show.heard == [ClockTempo(bpm=60.0), ClockTempo(bpm=180.0)]


def test_a_fader_with_a_middle_can_go_further_to_one_side(show):
    hand = surface(show, '[[bind]]\ncc = 1\naction = "deck.tempo"\ndeck = "A"\nlow = -4\nhigh = 8\n')
    for place in (0, 64, 127):
        hand.turn(1, place)
    assert show.heard == [DeckTempo(deck="A", percent=percent) for percent in (-4.0, 0.0, 8.0)]


SCALES = [
    Scale("db", Curve.LEVEL, -90.0, 6.0),
    Scale("db", Curve.LEVEL, -24.0, 3.0),
    Scale("value", Curve.MIDDLE, -1.0, 1.0),
    Scale("percent", Curve.MIDDLE, -4.0, 8.0),
    Scale("blend", Curve.SHARE, 0.0, 1.0),
    Scale("bpm", Curve.LOG, 60.0, 240.0),
    Scale("db", Curve.LINEAR, -24.0, 6.0),
]


@given(some.sampled_from(SCALES), some.booleans(), some.floats(0.0, 127.0))
def test_the_place_of_a_value_is_where_the_fader_has_it(scale, invert, place):
    scale = replace(scale, invert=invert)
    value = value_at(scale, place)
    assert value_at(scale, place_of(scale, value)) == pytest.approx(value, abs=0.03)


@given(some.sampled_from(SCALES), some.floats(0.0, 127.0), some.floats(0.0, 127.0))
def test_a_fader_never_turns_back_on_its_way_up(scale, one, other):
    lower, higher = sorted((one, other))
    assert value_at(scale, lower) <= value_at(scale, higher)
    assert scale.low - 0.01 <= value_at(scale, lower) <= scale.high


def test_a_picked_up_fader_does_nothing_until_it_passes_the_value(show):
    hand = surface(show, GAIN.format("cc = 7") + PICKUP)
    for place in (10, 40, 80, 90):
        hand.turn(7, place, wait=0.1)
    assert show.heard == []
    hand.turn(7, 98, wait=0.1)
    hand.turn(7, 60, wait=0.01)
    assert gains(show) == [pytest.approx(0.2, abs=0.01), pytest.approx(-7.98, abs=0.01)]


def test_a_caught_fader_follows_a_fast_hand_and_loses_a_value_that_others_have_moved(show):
    hand = surface(show, GAIN.format("cc = 7") + PICKUP)
    hand.turn(7, 96)
    hand.turn(7, 20, wait=0.02)
    assert len(show.heard) == 2
    show.state = FakeShow().state
    hand.turn(7, 30, wait=0.04)
    assert len(show.heard) == 3, "the same hand, within 50 ms"
    show.state = FakeShow().state
    hand.turn(7, 40, wait=0.06)
    assert len(show.heard) == 3, "it stands elsewhere and has been left alone"


def test_a_fader_that_stands_at_its_value_moves_it_at_once(show):
    hand = surface(show, GAIN.format("cc = 7") + PICKUP)
    hand.turn(7, 96)
    hand.turn(7, 50, wait=5.0)
    assert len(show.heard) == 2


def test_a_fader_that_moved_on_another_page_is_not_caught_on_this_one(show):
    turn = '[[bind]]\nnote = 1\naction = "surface.page"\nstep = 1\n'
    other = GAIN.format("cc = 7").replace("stem = 1", "stem = 2")
    hand = surface(
        show, turn + GAIN.format("cc = 7") + PICKUP + "page = 1\n" + other + PICKUP + "page = 2\n", "pages = 2"
    )
    hand.turn(7, 96)
    hand.turn(7, 60, wait=0.01)
    hand.tap(1)
    hand.turn(7, 55, wait=0.01)
    assert [action.stem for action in show.heard] == [1, 1]


def test_a_fader_that_moved_where_it_means_nothing_is_known_to_stand_there(show):
    turn = '[[bind]]\nnote = 1\naction = "surface.page"\nstep = 1\n'
    hand = surface(show, turn + GAIN.format("cc = 7") + PICKUP + "page = 1\n", "pages = 2")
    hand.turn(7, 96)
    hand.tap(1)
    hand.turn(7, 20, wait=1.0)
    hand.tap(1)
    hand.turn(7, 22, wait=1.0)
    assert gains(show) == [0.0]


def test_a_fader_for_another_deck_has_to_catch_that_ones_value(show):
    chosen = '[[bind]]\nnote = 1\naction = "surface.deck"\ndeck = "B"\n'
    hand = surface(show, chosen + GAIN.format("cc = 7").replace('"A"', '"focus"') + PICKUP)
    hand.turn(7, 96)
    hand.turn(7, 20, wait=0.01)
    hand.tap(1)
    hand.turn(7, 18, wait=0.01)
    assert [action.deck for action in show.heard] == ["A", "A"]


def place_in(show):
    scale = Scale("db", Curve.LEVEL, -90.0, 6.0)
    value = value_of(show.state, StemGain(deck="A", stem=1, db=0.0))
    assert value is not None
    return place_of(scale, value)


@given(some.lists(some.tuples(some.integers(0, 127), some.sampled_from((0.001, 0.03, 0.2))), max_size=30))
def test_pickup_never_jumps_further_than_the_hand(moves):
    show = FakeShow()
    hand = surface(show, GAIN.format("cc = 7") + PICKUP)
    before = None
    for place, wait in moves:
        stood = place_in(show)
        hand.turn(7, place, wait=wait)
        step = abs(place - before) if before is not None else 0.0
        # One place more: unity and silence have several.
        assert abs(place_in(show) - stood) <= step + NEAR + 1.1
        before = place


@given(some.lists(some.integers(0, 127), min_size=2, max_size=40))
def test_scaling_never_jumps_and_meets_the_value_at_the_ends(places):
    show = FakeShow()
    hand = surface(show, GAIN.format("cc = 7") + SCALED)
    hand.turn(7, places[0])
    before = places[0]
    for place in [*places[1:], 127]:
        stood = place_in(show)
        hand.turn(7, place, wait=0.1)
        now = place_in(show)
        if place != before:
            assert now == pytest.approx(stood, abs=1.1) or (now > stood) == (place > before)
        before = place
    assert value_of(show.state, StemGain(deck="A", stem=1, db=0.0)) == (6.0 if places != [127] * len(places) else 0.0)


def test_scaling_goes_the_part_of_the_way_that_the_fader_goes(show):
    hand = surface(show, CROSS + SCALED)
    show.state = replace(show.state, master=replace(show.state.master, crossfader=0.0))
    hand.turn(1, 0)
    assert show.heard == []
    hand.turn(1, 127)
    assert show.heard == [MixerCrossfader(value=1.0)]


def test_small_steps_of_a_scaled_fader_add_up(show):
    hand = surface(show, GAIN.format("cc = 7") + SCALED)
    for place in range(10, 128):
        hand.turn(7, place, wait=0.1)
    levels = gains(show)
    assert levels == sorted(levels)
    assert levels[-1] == 6.0
    assert levels[len(levels) // 2] == pytest.approx(3.0, abs=0.3), "it does not stay among the places of unity"
    assert max(b - a for a, b in itertools.pairwise(levels)) < 0.5


def test_a_value_that_is_not_there_is_asked_for_as_it_is(show):
    hand = surface(show, '[[bind]]\ncc = 1\naction = "deck.original"\ndeck = "A"\n' + PICKUP)
    hand.turn(1, 127)
    assert show.heard[0].blend == 1.0
    assert math.isclose(show.heard[0].blend, 1.0)


def test_a_fader_that_moves_another_deck_now_must_meet_its_value_however_fast_the_hand_is(show):
    decks = '[[bind]]\nnote = 1\naction = "surface.deck"\ndeck = "B"\n'
    hand = surface(show, decks + GAIN.format("cc = 7").replace('"A"', '"focus"') + PICKUP)
    hand.turn(7, 96)
    hand.turn(7, 50, wait=0.01)
    assert len(show.heard) == 2
    hand.tap(1)
    hand.turn(7, 40, wait=0.01)
    hand.turn(7, 30, wait=0.01)
    assert len(show.heard) == 2
