"""Beats as the analysis finds them become the grid that a deck plays to."""

import numpy as np
import pytest

from sfa_live.model.grid import Grid
from sfa_live.music.grids import grid_of


def found(beats, downbeats=None, tempo=120.0):
    """What the analysis writes of beats in milliseconds."""
    seconds = [round(beat / 1000, 5) for beat in beats]
    return {"tempo": tempo, "beats": seconds, "downbeats": seconds[::4] if downbeats is None else downbeats}


def grid_found(analysis) -> Grid:
    grid = grid_of(analysis)
    assert grid is not None
    return grid


def test_even_beats_are_one_tempo_with_its_downbeat():
    grid = grid_found(found([37.5 + 500 * number for number in range(400)], downbeats=[0.5375, 2.5375]))
    assert (grid.bpm, grid.first_ms, grid.downbeat, grid.beats_ms) == (120.0, 37.5, 1, ())


@pytest.mark.parametrize("bpm", [87.3333, 120.5, 173.913])
def test_the_last_beat_of_a_long_song_is_where_it_was_found(bpm):
    beats = 12.34 + 60_000 / bpm * np.arange(2000)
    grid = grid_found(found(beats, tempo=round(bpm, 3)))
    assert grid.beats_ms == ()
    assert grid.ms_at(1999) == pytest.approx(beats[-1], abs=0.05)


def test_beats_as_uneven_as_they_are_heard_are_one_tempo_still():
    jitter = np.random.default_rng(1).uniform(-8, 8, 300)
    grid = grid_found(found(500 * np.arange(300) + 100 + jitter))
    assert grid.beats_ms == ()
    assert grid.ms_at(299) == pytest.approx(100 + 299 * 500, abs=3)


def test_a_first_beat_that_was_moved_to_the_songs_beginning_bends_nothing():
    beats = [0.0, *(-18.0 + 500 * number for number in range(1, 200))]
    grid = grid_found(found(beats))
    assert (grid.bpm, grid.first_ms, grid.beats_ms) == (120.0, -18.0, ())


def test_a_tempo_that_moves_keeps_every_beat_to_a_hundredth_of_a_millisecond():
    beats = np.cumsum(60_000 / np.linspace(100, 112, 200))
    grid = grid_found(found(beats, downbeats=[beats[2] / 1000]))
    assert grid.beats_ms == pytest.approx(beats, abs=0.011)
    assert all(round(place, 2) == place for place in grid.beats_ms)
    assert grid.downbeat == 2


def test_one_beat_aside_is_enough_to_keep_every_beat():
    beats = [500.0 * number for number in range(64)]
    beats[40] += 14
    assert len(grid_found(found(beats)).beats_ms) == 64


def test_music_without_beats_has_no_grid():
    assert grid_of({}) is None
    assert grid_of({"tempo": None, "beats": [], "downbeats": []}) is None


def test_where_only_the_summary_is_left_its_tempo_will_do():
    grid = grid_found({"tempo": 124.0, "first_beat_ms": 52.0})
    assert (grid.bpm, grid.first_ms, grid.downbeat) == (124.0, 52.0, 0)


def test_a_tempo_that_no_deck_plays_to_is_no_grid():
    assert grid_of(found([0.0, 10_000.0, 20_000.0], tempo=6.0)) is None
