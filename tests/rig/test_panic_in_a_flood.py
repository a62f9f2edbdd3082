"""Panic over the link, while hands flood it: silence within 50 ms all the same."""

import asyncio
import contextlib
import time

import pytest

from bench.stage import Stage, noise_song, write_pack
from sfa_live.errors import SfaError
from sfa_live.model.action import DECKS
from sfa_live.settings import Settings
from tests.rig.test_power_loss import linked

#: Hands that never rest, and how late a panic may be heard, in seconds.
HANDS = 8
PROMISED = 0.05


async def _flood(link, hand):
    for step in range(1_000_000):
        with contextlib.suppress(SfaError):
            await link.act("stem.gain", {"deck": DECKS[hand % 4], "stem": "drums", "db": -float(step % 20)})


async def _clock_offset(link, rate):
    """What to add to a frame's seconds to have its time here, at most a few milliseconds too early."""
    offsets = []
    for step in range(40):
        asked = time.perf_counter()
        done = await link.act("mixer.master", {"db": -float(step % 3)})
        offsets.append(asked - done["frame"] / rate)
    return max(offsets)


@pytest.mark.slow
async def test_a_panic_is_heard_within_50_ms_while_hands_flood_the_link(tmp_path):
    settings = Settings(data=tmp_path, audio="null", midi="none")
    write_pack(settings.media / "packs", "song", noise_song(20.0))
    with Stage(settings) as stage:
        stage.start_rig()
        async with linked(settings) as link:
            await stage.load(link, *((deck, "song") for deck in DECKS), play=False)
            offset = await _clock_offset(link, settings.rate)
            async with asyncio.TaskGroup() as hands:
                flood = [hands.create_task(_flood(link, hand)) for hand in range(HANDS)]
                took = []
                for _ in range(8):
                    for deck in DECKS:
                        await link.act("deck.play", {"deck": deck, "quantise": "now"})
                    await asyncio.sleep(0.2)
                    asked = time.perf_counter()
                    done = await link.act("panic")
                    took.append(offset + done["frame"] / settings.rate - asked)
                    async with asyncio.timeout(1.0):
                        while any(deck["playing"] for deck in link.state["decks"].values()):
                            await asyncio.sleep(0.001)
                for task in flood:
                    task.cancel()
    assert max(took) <= PROMISED, took
