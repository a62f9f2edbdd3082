"""The benches of the engine run, and tell their figures beside what they must be. What they tell here is not judged."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from bench.verdict import at_least, at_most
from tests.parts import require


def figures(name: str, *arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = importlib.import_module(f"bench.{name}").run(list(arguments))
    return told


def test_a_figure_tells_what_it_must_be_and_whether_it_is() -> None:
    assert at_most(0, 0) == "0 (must be 0: passed)"
    assert at_most(3, 0) == "3 (must be 0: FAILED)"
    assert at_most(51.0, 50.0, "%") == "51 % (must be at most 50 %: FAILED)"
    assert at_least(151.2, 150.0) == "151.2 (must be at least 150: passed)"
    assert at_least(float("nan"), 150.0) == "nan (must be at least 150: FAILED)"


@pytest.mark.slow
def test_a_mix_is_rendered_beside_sox_and_is_the_same() -> None:
    require("sox")
    told = figures("offline", "--seconds", "2", "--runs", "1")
    assert "must be" in told["the render alone, times real time"]
    assert told["largest difference of the two files, dBFS"] < -120.0


@pytest.mark.jack
@pytest.mark.slow
def test_load_l_plays_four_decks_and_tells_how_full_the_block_is() -> None:
    require("jackd", "jack_lsp")
    told = figures("load_l", "--minutes", "0.05", "--idle")
    assert told["key-locked decks"] == 2
    assert told["blocks played"] > told["blocks expected"] / 2
    assert "must be at most 80 %" in told["… longest, without stalls of the machine"]


@pytest.mark.jack
@pytest.mark.slow
def test_the_first_gap_is_looked_for_by_filling_the_block() -> None:
    require("jackd", "jack_lsp")
    told = figures("first_gap", "--from", "80", "--step", "10", "--seconds", "1")
    assert "must be at least 85 %" in told["full without a gap of our own"]


@pytest.mark.jack
@pytest.mark.slow
def test_clocks_are_followed_and_sent_and_their_ticks_are_counted() -> None:
    require("jackd", "jack_lsp")
    told = figures("clock", "--seconds", "5")
    assert "must be at most 1 ms" in told["beat in, largest at rest"]
    assert told["ticks from a beat to the first"] == at_most(0, 0)
    assert told["ticks out"] > 50


@pytest.mark.jack
@pytest.mark.slow
def test_a_controller_is_replugged_and_its_lamps_are_timed() -> None:
    require("jackd", "jack_lsp")
    told = figures("replug", "--cycles", "3")
    assert "must be at most 1500 ms" in told["… longest"]
    assert told["threads more"] == at_most(0, 0)
    assert told["JACK ports more"] == at_most(0, 0)


@pytest.mark.jack
@pytest.mark.slow
def test_songs_go_on_and_off_and_are_counted() -> None:
    require("jackd", "jack_lsp")
    told = figures("load_eject", "--cycles", "20", "--seconds", "5", "--block", "128", "--warm-up", "5")
    assert told["songs lent"] == 26
    assert told["not given back"] == at_most(0, 0)
    assert told["given back twice, or never lent"] == at_most(0, 0)


@pytest.mark.slow
def test_a_flood_of_osc_loses_no_press() -> None:
    told = figures("osc", "--seconds", "0.5", "--presses", "10")
    assert told["presses lost"] == at_most(0, 0)
    assert told["datagrams a second in the flood"] > 1_000
