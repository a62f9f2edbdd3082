"""The power fails a second after a hand did something: the next life knows it, and the night can be heard."""

import asyncio
import contextlib
import copy

import pytest
import soundfile

from bench.stage import Stage, connected, noise_song, write_pack
from sfa_live.errors import ActionError
from sfa_live.link import RigLink
from sfa_live.render import render_file
from sfa_live.settings import Settings

#: What is done is on the disk within this time, in seconds.
PROMISED = 1.0


@contextlib.asynccontextmanager
async def linked(settings):
    async with RigLink(settings) as link, asyncio.timeout(30.0):
        await connected(link)
        while link.state is None:
            await asyncio.sleep(0.01)
        yield link


@pytest.fixture
def stage(tmp_path):
    settings = Settings(data=tmp_path, audio="null", midi="none", channels=4)
    write_pack(settings.media / "packs", "song", noise_song(20.0))
    with Stage(settings) as stage:
        yield stage


@pytest.mark.slow
async def test_what_was_done_a_second_before_the_power_failed_is_there_again(stage):
    rig = stage.start_rig()
    async with linked(stage.settings) as link:
        for action, args in (
            ("deck.load", {"deck": "A", "track_id": "song"}),
            ("stem.mute", {"deck": "A", "stem": "drums"}),
            ("scene.store", {"deck": "A", "slot": 1, "label": "no drums"}),
            ("scene.store", {"slot": 2}),
            ("deck.seek", {"deck": "A", "position_ms": 3000}),
            ("deck.cue", {"deck": "A", "slot": 4}),
            ("grid.nudge", {"deck": "A", "ms": 12}),
            ("deck.headphones", {"deck": "A", "on": True}),
            ("clock.tempo", {"bpm": 126.5}),
            ("clock.quantise", {"value": "1 bar"}),
            ("deck.play", {"deck": "A", "quantise": "now"}),
        ):
            await link.act(action, args)
        await asyncio.sleep(PROMISED)
        rig.kill()
        before = copy.deepcopy(link.state)
    stage.start_rig()
    async with linked(stage.settings) as link:
        deck, was = link.state["decks"]["A"], before["decks"]["A"]
        for field in ("track_id", "stems", "cues", "scenes", "grid", "grid_edited", "headphones", "playing"):
            assert deck[field] == was[field], field
        assert deck["position_ms"] > 3000.0
        assert link.state["master"]["quantise"] == "1 bar"
        assert link.state["scenes"] == before["scenes"]
        await link.act("scene.recall", {"slot": 2, "quantise": "now"})
        await link.act("scene.recall", {"slot": 1, "deck": "A", "quantise": "now"})
        with pytest.raises(ActionError, match="no scene 7"):
            await link.act("scene.recall", {"slot": 7, "deck": "A"})
    stage.children["rig"].stop()
    nights = sorted(stage.settings.nights.glob("*.jsonl"))
    assert len(nights) == 2
    for night in nights:
        render_file(night, stage.settings.data / "night.wav", stage.settings)
        assert soundfile.info(stage.settings.data / "night.wav").frames > 0


@pytest.mark.slow
async def test_a_recording_goes_on_until_the_rig_ends_and_is_whole(stage):
    rig = stage.start_rig()
    async with linked(stage.settings) as link:
        await link.act("record.start", {"format": "wav"})
        await asyncio.sleep(1.0)
        (name,) = link.state["record"]["files"]
    rig.stop()
    recorded = soundfile.info(stage.settings.recordings / name)
    assert recorded.frames > 0.3 * recorded.samplerate


@pytest.mark.slow
async def test_what_waits_for_the_beat_is_acknowledged_at_once(stage):
    stage.start_rig()
    async with linked(stage.settings) as link:
        await link.act("deck.load", {"deck": "A", "track_id": "song"})
        await link.act("clock.tempo", {"bpm": 20})
        async with asyncio.timeout(1.0):
            await link.act("deck.play", {"deck": "A", "quantise": "8 bars"})
        async with asyncio.timeout(1.0):
            while not link.state["armed"]:
                await asyncio.sleep(0.01)
        assert not link.state["decks"]["A"]["playing"]
