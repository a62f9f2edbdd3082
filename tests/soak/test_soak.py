"""Half a minute of a night, and the hands that play it."""

from __future__ import annotations

import pytest

from sfa_live.model.action import ACTIONS, MidiAction, parse_action
from tests.parts import require
from tests.soak.hands import Hands
from tests.soak.soak import soak


def test_the_hands_ask_for_everything_there_is_and_for_nothing_that_cannot_be() -> None:
    hands = Hands(["one", "two"], seed=1)
    asked = {parse_action(*hands.draw()).name for _ in range(20_000)}
    of_controllers = {name for name, kind in ACTIONS.items() if issubclass(kind, MidiAction)}
    assert asked >= ACTIONS.keys() - {"clock.tempo"} - of_controllers


@pytest.mark.jack
@pytest.mark.slow
@pytest.mark.timeout(180)
def test_half_a_minute_of_anything_leaves_the_sound_whole_and_nothing_behind() -> None:
    require("jackd", "jack_lsp", "jack_connect")
    figures = soak(0.4)
    assert figures["actions"]["done"] > 100
    assert figures["deaths"]
    assert {name: value for name, value in figures.items() if "FAILED" in str(value)} == {}
