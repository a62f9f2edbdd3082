"""A show on the offline engine, with songs that are packs on disk."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

import engine
from bench.stage import noise_song, write_pack
from sfa_live.model import action as act
from sfa_live.model.pack import card_name
from sfa_live.model.track import TrackCard
from sfa_live.show import Shelf, Show

RATE = 48_000
#: A beat of the songs that are packs, in milliseconds.
BEAT_MS = 500.0


class Clock:
    """Time that the test moves by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def load(show: Show, shelf: Shelf, deck: act.DeckName, track_id: str) -> None:
    """Put a song on a deck, as the loader does."""
    show.finish_load(act.DeckLoad(deck, track_id, quantise="now"), shelf.take(track_id))


def write_free(packs: Path, track_id: str, seconds: float) -> None:
    """A song whose beats nobody knows."""
    write_pack(packs, track_id, noise_song(seconds))
    card = packs / card_name(track_id)
    known = msgspec.json.decode(card.read_bytes(), type=TrackCard)
    card.write_bytes(msgspec.json.encode(msgspec.structs.replace(known, grid=None)))


def settle(show: Show, sound: engine.OfflineEngine) -> None:
    """Let the show take in what the engine has to tell, as the rig does all the time."""
    for result in sound.collect():
        show.settle(result)
    show.follow(sound.snapshot())


class Deck:
    """One deck of a show, with the engine asked after each press whether it agrees."""

    def __init__(self, show, sound, name):
        self.show, self.sound, self.name = show, sound, name

    def __call__(self, *actions):
        for action in actions:
            self.show.apply(action)
        self.play(64)

    def play(self, frames):
        self.sound.render(frames)
        settle(self.show, self.sound)
        loop, seen = self.state.loop, self.seen
        assert self.state.playing == seen.playing
        if self.state.rolling is None:
            assert loop.on == seen.loop_on
            if loop.on:
                assert (seen.loop_start, seen.loop_end) == (self.frames(loop.start_ms), self.frames(loop.end_ms))

    def at(self, place_ms):
        """Put the deck there."""
        self(act.DeckSeek(self.name, place_ms))

    @staticmethod
    def frames(place_ms):
        return round(place_ms * RATE / 1000)

    @property
    def state(self):
        return self.show.state.decks[self.name]

    @property
    def seen(self):
        return self.sound.snapshot().decks["ABCD".index(self.name)]

    @property
    def place(self):
        return self.show.position_ms(self.name)


def bounds(deck):
    return deck.state.loop.on, deck.state.loop.start_ms, deck.state.loop.end_ms


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    random = np.random.default_rng(7)
    stems = {
        name: (random.integers(-3000, 3000, (2 * RATE, 2)) / 32768).astype(np.float32)
        for name in ("vocals", "drums", "bass", "other")
    }
    write_pack(tmp_path / "packs", "song", stems)
    write_pack(tmp_path / "packs", "short", {"drums": stems["drums"][: RATE // 10]})
    return tmp_path / "packs"


@pytest.fixture
def shelf(packs: Path) -> Shelf:
    return Shelf(packs, RATE)


@pytest.fixture
def sound() -> engine.OfflineEngine:
    return engine.OfflineEngine(rate=RATE, block=64)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def show(sound: engine.OfflineEngine, clock: Clock) -> Show:
    return Show(sound, "epoch", clock)


@pytest.fixture
def loaded(show: Show, shelf: Shelf) -> Show:
    """The show with a song of two seconds on deck A."""
    load(show, shelf, "A", "song")
    return show


@pytest.fixture
def deck(show: Show, shelf: Shelf, packs: Path, sound: engine.OfflineEngine) -> Deck:
    """A show with a song of twenty seconds on deck A, 120 bpm; deck B is empty."""
    write_pack(packs, "long", noise_song(20.0))
    load(show, shelf, "A", "long")
    sound.render(64)
    settle(show, sound)
    return Deck(show, sound, "A")
