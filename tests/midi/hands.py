"""A show that only remembers, and words for playing on it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from midi import MidiOrigin
from midi.surface import Surface
from midi.wire.event import Event, Kind
from midi.wire.parser import Parser
from presets import Preset
from presets.read import read_preset
from sfa_live.model.action import DECKS, Action, DeckLoop, DeckPause, DeckPlay, StemGain, StemMute, StemSolo
from sfa_live.model.show_state import DeckState, ShowState, StemState

NOTE, OFF, CC = 0x90, 0x80, 0xB0
#: An action that came from elsewhere.
WEB = MidiOrigin("web")


def show_with(stems: int = 4) -> ShowState:
    """A show with a song of that many stems on every deck."""
    names = ("vocals", "drums", "bass", "other", "guitar", "piano", "keys", "brass")[:stems]
    deck = DeckState(track_id="song", stems={name: StemState(slot) for slot, name in enumerate(names, start=1)})
    return ShowState(epoch="life", decks=dict.fromkeys(DECKS, deck))


class FakeShow:
    """Applies what is asked to its state, at once, as the real one does; ``heard`` is everything that was asked."""

    def __init__(self, stems: int = 4) -> None:
        self.state = show_with(stems)
        self.heard: list[Action] = []
        self.origins: list[str] = []
        self.threads: set[str] = set()

    def deliver(self, action: Action, origin: MidiOrigin) -> None:
        self.heard.append(action)
        self.origins.append(origin.port_id)
        self.threads.add(threading.current_thread().name)
        name = getattr(action, "deck", None)
        if name is None:
            return
        deck = self.state.decks[name]
        match action:
            case StemMute(stem=stem, on=on):
                deck = self._with_stem(deck, stem, mute=on)
            case StemSolo(stem=stem, on=on):
                deck = self._with_stem(deck, stem, solo=on)
            case StemGain(stem=stem, db=db):
                deck = self._with_stem(deck, stem, gain_db=db)
            case DeckPlay():
                deck = replace(deck, playing=True)
            case DeckPause():
                deck = replace(deck, playing=False)
            case DeckLoop(on=on):
                deck = replace(deck, loop=replace(deck.loop, on=on))
        self.state = replace(self.state, decks={**self.state.decks, name: deck})

    def current(self) -> ShowState:
        return self.state

    @staticmethod
    def _with_stem(deck: DeckState, ref: str | int, **changes: object) -> DeckState:
        name = next(name for name, stem in deck.stems.items() if ref in (name, stem.slot))
        return replace(deck, stems={**deck.stems, name: replace(deck.stems[name], **changes)})


def mapping(binds: str, head: str = "") -> Preset:
    """A mapping with these ``[[bind]]`` tables."""
    return read_preset(f'format = 1\nname = "Test"\n{head}\n[match]\nports = ["test"]\n{binds}', "test", "test.toml")


class Hand:
    """A hand on a surface, and the clock beside it: time passes only when the hand waits."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.now = 100.0

    def hear(self, message: tuple[int, int, int]) -> None:
        """A note or a CC, as bytes."""
        status, number, value = message
        kind = {NOTE: Kind.NOTE_ON, OFF: Kind.NOTE_OFF, CC: Kind.CC}[status & 0xF0]
        kind = Kind.NOTE_OFF if kind is Kind.NOTE_ON and value == 0 else kind
        self.surface.hear(Event(kind, status & 0x0F, number, value, self.now))

    def press(self, note: int, velocity: int = 100, channel: int = 0) -> None:
        """A note begins."""
        self.surface.hear(Event(Kind.NOTE_ON, channel, note, velocity, self.now))

    def release(self, note: int, channel: int = 0) -> None:
        """A note ends."""
        self.surface.hear(Event(Kind.NOTE_OFF, channel, note, 64, self.now))

    def tap(self, note: int) -> None:
        """A short press."""
        self.press(note)
        self.release(note)

    def turn(self, number: int, value: int, kind: Kind = Kind.CC, wait: float = 0.0) -> None:
        """A knob or fader moves, after a while, and is heard."""
        self.wait(wait)
        self.surface.hear(Event(kind, 0, number, value, self.now))
        self.settle()

    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds
        self.settle()

    def settle(self) -> None:
        """The end of a round."""
        self.surface.settle(self.now)

    def let_go(self) -> None:
        """The controller is unplugged, or the show panics."""
        self.surface.let_go()


def surface(show: FakeShow, binds: str, head: str = "") -> Hand:
    """A hand on a surface with these ``[[bind]]`` tables."""
    return Hand(Surface("input:test", mapping(binds, head), show.deliver, show.current))


def heard(*data: int, at: float = 0.0) -> Event:
    """A message from its bytes."""
    (event,) = Parser().feed(bytes(data), at)
    return event


def until(true: Callable[[], object], seconds: float = 3.0) -> None:
    """Wait until something is so; AssertionError when it does not become so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.002)


def open_files() -> int:
    """How many files and sockets this process has open."""
    return len(list(Path("/dev/fd").iterdir()))
