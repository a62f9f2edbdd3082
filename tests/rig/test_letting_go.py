"""A song that has left its deck is let go of, however it came and went: its memory is unmapped, its file closed."""

import asyncio
import contextlib
import gc
import itertools
import weakref
from typing import Any

import pytest

from sfa_live.errors import EngineError, SfaError
from sfa_live.model import action as act
from sfa_live.rig_pump import Pump
from sfa_live.show import Loader, Shelf
from tests.rig.test_rig_pump import Stage
from tests.show.conftest import RATE

pytestmark = pytest.mark.slow


class WatchedShelf(Shelf):
    """A shelf that knows what was taken from it."""

    def __init__(self, packs, songs):
        super().__init__(packs, RATE)
        self._songs = songs

    def take(self, track_id):
        song = super().take(track_id)
        self._songs.append(weakref.ref(song.source.samples))
        return song


class House(Stage):
    """A stage with a loader, that knows which songs are in memory."""

    def __init__(self, packs):
        super().__init__(packs)
        self.sound.render(64)
        self._songs: list[weakref.ref[Any]] = []
        self.shelf = WatchedShelf(packs, self._songs)
        self.loader = Loader(self.show, self.shelf)
        self.pump = Pump(self.sound, self.show, self.patches.append, self.meters.append, self.loader.dispose)

    @property
    def in_memory(self):
        """How many songs are."""
        return sum(song() is not None for song in self._songs)

    async def ask(self, action):
        """Do it, as the rig does for the link."""
        if isinstance(action, act.DeckLoad):
            applied = await asyncio.wrap_future(self.loader.load(action))
        else:
            applied = self.show.apply(action)
        self.pump.wake()
        await self.pump.frame_of(applied)

    async def until(self, seen):
        """Wait until the show is so."""
        async with asyncio.timeout(5.0):
            while not seen(self.show.state):
                await asyncio.sleep(0.01)


@pytest.fixture
async def house(packs):
    house = House(packs)
    # What is only let go of when the collector comes round is held for minutes.
    gc.collect()
    gc.disable()
    async with house.running():
        yield house
    gc.enable()
    house.loader.close()


async def plain(house):
    await house.ask(act.DeckLoad("A", "song"))
    await house.ask(act.DeckPlay("A"))


async def replaced(house):
    await house.ask(act.DeckLoad("A", "song"))
    await house.ask(act.DeckLoad("A", "short"))


async def on_the_beat(house):
    await house.ask(act.DeckLoad("A", "song", quantise="1/4"))
    await house.until(lambda state: state.decks["A"].track_id == "song")


async def taken_back(house):
    await house.ask(act.DeckLoad("A", "song"))
    for _ in range(2):
        await house.ask(act.DeckLoad("A", "short", quantise="4 bars"))


async def overtaken(house):
    for quantise in ("4 bars", "4 bars", "now"):
        await house.ask(act.DeckLoad("A", "song" if quantise == "now" else "short", quantise=quantise))


async def newest_wins(house):
    await house.ask(act.DeckLoad("A", "song"))
    for track_id in ("song", "short"):
        await house.ask(act.DeckLoad("A", track_id, quantise="4 bars"))
    await house.ask(act.Panic())


async def one_wish_overtakes_another(house):
    loads = [house.ask(act.DeckLoad("A", track_id)) for track_id in ("song", "short", "song")]
    await asyncio.gather(*loads, return_exceptions=True)


async def engine_full(house):
    await house.ask(act.DeckLoad("A", "song"))
    house._ending.set()
    await asyncio.to_thread(house._thread.join)
    with contextlib.suppress(SfaError):
        while True:
            house.show.apply(act.MixerMaster(db=-1.0))
    with pytest.raises(SfaError):
        await house.ask(act.DeckLoad("B", "short"))
    house.sound.render(256)


async def no_such_song(house):
    await house.ask(act.DeckLoad("A", "song"))
    with pytest.raises(SfaError):
        await house.ask(act.DeckLoad("A", "nothing"))


async def seek_for_ever(house):
    async with asyncio.timeout(20.0):
        for number in itertools.count():
            await house.ask(act.DeckSeek("A", float(number % 1000), quantise="4 bars"))


async def too_much_waits(house):
    await house.ask(act.DeckLoad("A", "song"))
    for deck in act.DECKS:
        for number in range(40):
            with contextlib.suppress(EngineError):
                await house.ask(act.DeckLoad(deck, "short" if number % 2 else "song", quantise="4 bars"))
    # Meanwhile the clock goes on, and what has waited for long enough makes room.
    with pytest.raises(EngineError, match="Too much"):
        await seek_for_ever(house)
    for deck in act.DECKS:
        with contextlib.suppress(EngineError):
            await house.ask(act.DeckLoad(deck, "short", quantise="4 bars"))
    await house.ask(act.Panic())


async def key_locked(house):
    await house.ask(act.DeckLoad("A", "song"))
    await house.ask(act.DeckKeyLock("A", on=True))
    await house.ask(act.DeckTempo("A", 5.0))
    await house.ask(act.DeckPlay("A"))
    await asyncio.sleep(0.2)


@pytest.mark.parametrize(
    "night",
    [
        plain,
        replaced,
        on_the_beat,
        taken_back,
        overtaken,
        newest_wins,
        one_wish_overtakes_another,
        engine_full,
        no_such_song,
        too_much_waits,
        key_locked,
    ],
    ids=lambda night: night.__name__.replace("_", " "),
)
async def test_nobody_holds_a_song_that_has_left_its_deck(house, night):
    await night(house)
    assert house.in_memory >= 1
    for deck, shown in house.show.state.decks.items():
        if shown.track_id is not None:
            house.show.apply(act.DeckEject(deck))
    if not house._thread.is_alive():
        house.sound.render(4096)
    async with asyncio.timeout(2.0):
        while house.in_memory:
            await asyncio.sleep(0.02)
