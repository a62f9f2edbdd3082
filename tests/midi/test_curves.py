import itertools

from midi.curves import from_middle, level, share
from sfa_live.model.units import gain_from_db


def test_a_fader_is_silent_at_its_end_and_exactly_unity_where_it_says_so():
    assert gain_from_db(level(0)) == 0.0
    assert {gain_from_db(level(place)) for place in (95, 96, 97)} == {1.0}
    assert level(127) == 6.0


def test_a_fader_never_gets_softer_on_its_way_up():
    levels = [level(place) for place in range(128)]
    assert levels == sorted(levels)
    assert levels[94] < 0.0 < levels[98]


def test_a_knob_is_exact_in_the_middle_and_at_its_ends():
    assert [from_middle(place) for place in (0, 63, 64, 65, 127)] == [-1.0, 0.0, 0.0, 0.0, 1.0]
    places = [from_middle(place) for place in range(128)]
    assert places == sorted(places)
    assert places[62] < 0.0 < places[66]


def test_a_blend_goes_evenly_from_nothing_to_all():
    places = [share(place) for place in range(128)]
    assert (places[0], places[127]) == (0.0, 1.0)
    assert all(0.007 < b - a < 0.009 for a, b in itertools.pairwise(places))
