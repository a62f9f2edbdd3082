"""What the rig's loop does: acknowledge, number patches, let go of memory."""

import asyncio
import contextlib
import threading
import time
from typing import Any

import pytest

from engine import Eject, OfflineEngine, Refusal, Source
from sfa_live.errors import EngineError, StaleError
from sfa_live.model import action as act
from sfa_live.rig_pump import Pump
from sfa_live.show import REFUSALS, Patch, Shelf, Show
from tests.show.conftest import RATE


class Stage:
    """A show whose engine renders on a thread, as a device would, unless it is stopped."""

    def __init__(self, packs):
        self.sound = OfflineEngine(rate=RATE, block=64)
        self.show = Show(self.sound, "epoch", time.monotonic)
        self.shelf = Shelf(packs, RATE)
        self.patches: list[Patch] = []
        self.meters: list[dict[str, Any]] = []
        self.returned: list[Source] = []
        self.pump = Pump(self.sound, self.show, self.patches.append, self.meters.append, self.returned.append)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._render)

    def _render(self):
        while not self._ending.wait(64 / RATE):
            self.sound.render(64)

    @contextlib.asynccontextmanager
    async def running(self, *, device=True):
        if device:
            self._thread.start()
        task = asyncio.create_task(self.pump.run())
        try:
            yield
        finally:
            task.cancel()
            self._ending.set()
            if device:
                await asyncio.to_thread(self._thread.join)


@pytest.fixture
async def stage(packs):
    return Stage(packs)


async def test_an_action_is_acknowledged_with_the_frame_at_which_it_was_done(stage):
    async with stage.running():
        applied = stage.show.finish_load(act.DeckLoad("A", "song"), stage.shelf.take("song"))
        loaded = await stage.pump.frame_of(applied)
        played = await stage.pump.frame_of(stage.show.apply(act.DeckPlay(deck="A")))
        assert loaded <= played <= stage.sound.snapshot().frame


async def test_what_the_engine_refuses_is_told_in_a_sentence(stage):
    async with stage.running():
        applied = stage.show.finish_load(act.DeckLoad("A", "song"), stage.shelf.take("song"))
        await stage.pump.frame_of(applied)
        # The song leaves behind the show's back: nothing else makes the engine refuse what the show has let through.
        stage.sound.submit(Eject(0))
        with pytest.raises(StaleError, match="load one first") as refused:
            await stage.pump.frame_of(stage.show.apply(act.DeckPlay(deck="A")))
    assert (refused.value.status, refused.value.wire_code) == (409, "refused")


def test_there_is_a_sentence_for_every_refusal():
    assert set(REFUSALS) == set(Refusal) - {Refusal.NONE}


async def test_a_flood_of_one_fader_becomes_few_patches_without_a_gap_in_their_numbers(stage):
    async with stage.running():
        for step in range(500):
            stage.show.apply(act.MixerMaster(db=-step / 10))
            stage.pump.wake()
            await asyncio.sleep(0.0005)
        await asyncio.sleep(0.1)
        numbers = [patch.state.seq for patch in stage.patches]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) < 250
        assert stage.patches[-1].changes == {"/master/gain_db": -49.9}


async def test_meters_come_about_thirty_times_a_second(stage):
    async with stage.running():
        await asyncio.sleep(1.0)
    assert 20 <= len(stage.meters) <= 31


async def test_the_memory_of_a_song_comes_back_when_another_is_loaded(stage):
    async with stage.running():
        first = stage.shelf.take("song")
        await stage.pump.frame_of(stage.show.finish_load(act.DeckLoad("A", "song"), first))
        await stage.pump.frame_of(stage.show.finish_load(act.DeckLoad("A", "short"), stage.shelf.take("short")))
        await asyncio.sleep(0.1)
    assert stage.returned == [first.source]


async def test_an_engine_that_does_not_answer_is_told(stage, monkeypatch):
    monkeypatch.setattr("sfa_live.rig_pump._ACK_PATIENCE", 0.1)
    async with stage.running(device=False):
        with pytest.raises(EngineError, match="not answered"):
            await stage.pump.frame_of(stage.show.apply(act.MixerMaster(db=-1)))
