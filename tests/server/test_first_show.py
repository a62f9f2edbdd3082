"""The first start of all puts the demo songs on the decks, and never takes a deck from anybody."""

from __future__ import annotations

from typing import Any

import pytest

from sfa_live.first_show import put_on_decks
from sfa_live.model.action import DECKS
from sfa_live.model.track import TrackStatus, TrackView


class FakeLibrary:
    """Songs that are ready after a few looks, or failed."""

    def __init__(self, **looks: int | None) -> None:
        self._looks = looks

    async def track(self, track_id: str) -> TrackView:
        left = self._looks[track_id]
        if left is None:
            status = TrackStatus.FAILED
        else:
            self._looks[track_id] = left - 1
            status = TrackStatus.PREPARING if left > 0 else TrackStatus.READY
        return TrackView(track_id, track_id, None, None, 1000, status)


class FakeLink:
    """A rig that takes loads, with what stands on its decks."""

    def __init__(self, loading: str = "", **standing: str) -> None:
        decks = {name: {"track_id": standing.get(name), "loading": name == loading} for name in DECKS}
        self.state: dict[str, Any] = {"decks": decks}
        self.loads: list[tuple[str, str]] = []

    async def act(self, name: str, args: dict[str, str], origin: str) -> None:
        assert (name, origin) == ("deck.load", "first start")
        self.loads.append((args["deck"], args["track_id"]))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr("sfa_live.first_show._LOOK", 0.001)


async def _put(library: Any, link: Any) -> None:
    await put_on_decks(library, link, ("one", "two"))


async def test_each_song_goes_onto_the_next_deck_when_it_can_be_played():
    link = FakeLink()
    await _put(FakeLibrary(one=5, two=0), link)
    assert link.loads == [("A", "one"), ("B", "two")], "the decks beyond the songs stay empty"


async def test_a_deck_that_somebody_has_filled_is_left_alone():
    link = FakeLink(A="mine")
    await _put(FakeLibrary(one=1, two=1), link)
    assert link.loads == [("B", "two")]


async def test_a_deck_that_somebody_is_filling_is_left_alone():
    link = FakeLink(loading="B")
    await _put(FakeLibrary(one=0, two=0), link)
    assert link.loads == [("A", "one")]


async def test_a_song_that_could_not_be_made_does_not_keep_the_other_away():
    link = FakeLink()
    await _put(FakeLibrary(one=None, two=0), link)
    assert link.loads == [("B", "two")]
