"""What a pad asks reaches the engine with its moment, also when the engine's ring is full just then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from midi import MidiOrigin
from sfa_live.errors import FloodError
from sfa_live.model.action import Action, ClockTap, MixerCrossfader
from sfa_live.rig import Rig
from sfa_live.settings import Settings

PAD = MidiOrigin("input:pad", 12.5)
MOVE = MixerCrossfader(value=0.5)


@pytest.fixture
async def rig(tmp_path) -> AsyncIterator[Rig]:
    rig = Rig(Settings(data=tmp_path, audio="null", midi="none"))
    yield rig
    rig._recorder.close()
    rig._loader.close()
    rig.sound.close()


class Ring:
    """Stands before the show: full for so many tries."""

    def __init__(self, rig: Rig, full: int) -> None:
        self.asked: list[tuple[Action, float | None]] = []
        self._full = full
        self._apply = rig.show.apply
        rig.show.apply = self  # type: ignore[method-assign, assignment]

    def __call__(self, action: Action, at: float | None = None) -> object:
        self.asked.append((action, at))
        if len(self.asked) <= self._full:
            raise FloodError("full")
        return self._apply(action, at)


async def test_a_tapped_tempo_is_given_to_the_link_session_as_any_other_is(rig, monkeypatch):
    given: list[float] = []
    monkeypatch.setattr(rig._conductor, "give_tempo", given.append)
    for at in (12.0, 12.5):
        rig.hear(ClockTap(), MidiOrigin("input:pad", at))
    await asyncio.sleep(0)
    assert given == [120.0]


async def test_a_pad_is_heard_with_its_moment(rig):
    ring = Ring(rig, full=0)
    rig.hear(MOVE, PAD)
    assert ring.asked == [(MOVE, 12.5)]
    assert rig.show.state.master.crossfader == 0.5


async def test_a_pad_waits_for_room_in_the_engines_ring(rig):
    ring = Ring(rig, full=3)
    rig.hear(MOVE, PAD)
    assert ring.asked == [(MOVE, 12.5)] * 4
    assert rig.show.state.master.crossfader == 0.5


async def test_an_engine_that_takes_nothing_does_not_keep_the_hands_for_ever(rig, caplog):
    ring = Ring(rig, full=1_000_000)
    rig.hear(MOVE, PAD)
    assert 1 < len(ring.asked) < 100
    assert "input:pad: full" in caplog.text
