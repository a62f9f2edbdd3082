"""Beats and places belong together, whatever was done to the grid."""

import itertools
import math

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sfa_live.errors import ActionError
from sfa_live.model.grid import FASTEST, SLOWEST, Grid

PLACES = st.floats(-60_000.0, 900_000.0)
STEADY = st.builds(
    Grid, bpm=st.floats(SLOWEST, FASTEST), first_ms=st.floats(-2000.0, 5000.0), downbeat=st.integers(-8, 8)
)


@st.composite
def living(draw):
    """A grid of beats that were found one by one, as far apart as beats are."""
    steps = draw(st.lists(st.floats(200.0, 1500.0), min_size=1, max_size=60))
    first = draw(st.floats(-500.0, 5000.0))
    beats = tuple(itertools.accumulate(steps, initial=first))
    return Grid.from_beats(beats, draw(st.integers(0, len(steps))))


GRIDS = STEADY | living()


@given(GRIDS, PLACES)
def test_a_place_leads_to_its_beat_and_back(grid, place):
    assert grid.ms_at(grid.beat_at(place)) == pytest.approx(place, abs=1e-4)


@given(GRIDS, st.floats(-200.0, 2000.0))
def test_a_beat_leads_to_its_place_and_back(grid, beat):
    assert grid.beat_at(grid.ms_at(beat)) == pytest.approx(beat, abs=1e-6)


@given(GRIDS, PLACES, st.floats(1.0, 5000.0))
def test_what_is_later_is_a_later_beat(grid, place, later):
    assert grid.beat_at(place) < grid.beat_at(place + later)


@given(living())
def test_beats_that_were_found_stay_where_they_were_found(grid):
    assert [grid.ms_at(number) for number in range(len(grid.beats_ms))] == pytest.approx(grid.beats_ms, abs=1e-6)
    assert [grid.beat_at(place) for place in grid.beats_ms[:-1]] == list(range(len(grid.beats_ms) - 1))
    first, last = grid.beats_ms[0], grid.beats_ms[-1]
    assert grid.bpm == pytest.approx(60_000.0 * (len(grid.beats_ms) - 1) / (last - first))


@given(GRIDS, PLACES)
def test_the_tempo_at_a_place_is_that_between_the_beats_around_it(grid, place):
    beat = math.floor(grid.beat_at(place))
    assert grid.bpm_at(place) == pytest.approx(60_000.0 / (grid.ms_at(beat + 1) - grid.ms_at(beat)))


@given(GRIDS, PLACES)
def test_no_beat_is_nearer_than_the_nearest(grid, place):
    beat = grid.nearest_beat(place)
    distance = abs(grid.beat_at(place) - beat)
    assert distance <= 0.5 + 1e-9


@given(GRIDS, PLACES, st.floats(-1000.0, 1000.0))
def test_a_moved_grid_has_every_beat_so_much_later(grid, place, by):
    assert grid.moved(by).beat_at(place + by) == pytest.approx(grid.beat_at(place), abs=1e-6)
    assert grid.moved(by).moved(-by).ms_at(3) == pytest.approx(grid.ms_at(3), abs=1e-6)


@given(GRIDS, PLACES)
def test_a_downbeat_is_put_exactly_where_the_hand_says(grid, place):
    edited = grid.with_downbeat_at(place)
    assert edited.ms_at(edited.downbeat) == pytest.approx(place, abs=1e-4)
    longest = max((b - a for a, b in itertools.pairwise(grid.beats_ms)), default=grid.beat_ms)
    assert abs(edited.ms_at(0) - grid.ms_at(0)) <= longest / 2 + 1e-3
    assert edited.bpm == grid.bpm


@given(GRIDS)
def test_twice_as_many_beats_and_half_of_them_are_the_grid_again(grid):
    assume(grid.bpm <= FASTEST / 2)
    twice = grid.doubled()
    again = twice.halved()
    assert again.bpm == pytest.approx(grid.bpm)
    assert (again.downbeat, again.beats_ms) == (grid.downbeat, grid.beats_ms)
    assert again.first_ms == pytest.approx(grid.first_ms, abs=1e-6)


@given(GRIDS, st.integers(-3, 40))
def test_of_twice_as_many_beats_every_second_is_an_old_one(grid, number):
    assume(grid.bpm <= FASTEST / 2)
    twice = grid.doubled()
    assert twice.ms_at(2 * number) == pytest.approx(grid.ms_at(number), abs=1e-4)
    assert twice.ms_at(twice.downbeat) == pytest.approx(grid.ms_at(grid.downbeat), abs=1e-4)
    assert twice.bpm == pytest.approx(2 * grid.bpm)


@given(GRIDS)
def test_half_the_beats_are_old_ones_and_keep_the_downbeat(grid):
    assume(grid.bpm >= 4 * SLOWEST)
    assume(not grid.beats_ms or len(grid.beats_ms) >= 4)
    half = grid.halved()
    assert half.ms_at(half.downbeat) == pytest.approx(grid.ms_at(grid.downbeat), abs=1e-4)
    step = half.ms_at(half.downbeat + 1) - half.ms_at(half.downbeat)
    if not grid.beats_ms:
        assert step == pytest.approx(2 * grid.beat_ms)
    else:
        first, last = half.beats_ms[0], half.beats_ms[-1]
        assert half.bpm == pytest.approx(60_000.0 * (len(half.beats_ms) - 1) / (last - first))
    assert set(half.beats_ms) <= set(grid.beats_ms)


@pytest.mark.parametrize(
    ("grid", "edit"),
    [
        (Grid(201.0), Grid.doubled),
        (Grid(39.0), Grid.halved),
        (Grid.from_beats((0.0, 500.0)), Grid.halved),
        (Grid.from_beats((0.0, 500.0, 1000.0), downbeat=1), Grid.halved),
    ],
)
def test_a_grid_that_cannot_be_is_refused_in_a_sentence(grid, edit):
    with pytest.raises(ActionError, match=r"^A song has .*\.$"):
        edit(grid)


@given(STEADY, st.floats(0.0, 900_000.0))
def test_the_places_of_a_steady_grid_reach_from_the_beginning_to_the_end(grid, duration):
    places = grid.places(duration)
    assert len(places) >= 2
    assert -1e-6 <= places[0] < grid.beat_ms + 1e-6
    assert places[-1] >= duration - 1e-6
    assert places[-2] < max(duration, places[1]) + 1e-6
    assert places[0] == grid.ms_at(grid.first_number())
    assert all(a < b for a, b in itertools.pairwise(places))


@given(living())
def test_the_places_of_beats_that_were_found_are_those_beats(grid):
    assert (grid.places(1e6), grid.first_number()) == (grid.beats_ms, 0)


@given(GRIDS)
def test_a_grid_comes_back_from_the_wire(grid):
    assume(SLOWEST <= grid.bpm <= FASTEST)
    assert msgspec.json.decode(msgspec.json.encode(grid), type=Grid) == grid
