"""A show that does what OSC asks at once, and surfaces that play it over real datagrams."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from msgspec.structs import replace
from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_bundle_builder import OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.osc_packet import OscPacket

from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.action import Action
from sfa_live.model.show_state import DeckState, ShowState, StemState, empty_decks
from sfa_live.osc import OscPort

STEMS = ("vocals", "drums", "bass", "other")


class FakeShow:
    """Keeps a state as the real show does, for the actions of the tests; refuses stems that are not there."""

    def __init__(self) -> None:
        stems = {name: StemState(slot) for slot, name in enumerate(STEMS, start=1)}
        deck = DeckState(track_id="song", title="Song", artist="Band", stems=stems)
        self.state = ShowState("life", decks={**empty_decks(), "A": deck, "B": replace(deck, title="Other")})
        self.heard: list[Action] = []
        self.loading: Future[None] | None = None
        self.waits = False
        self.port: OscPort | None = None

    def deliver(self, action: Action) -> Future[Any] | None:
        self.heard.append(action)
        if isinstance(action, act.DeckLoad):
            self.loading = Future()
            return self.loading
        if not self.waits:
            self.apply(action)
        return None

    def apply(self, action: Action) -> None:
        match action:
            case act.MixerCrossfader(value=value):
                self.state = replace(self.state, master=replace(self.state.master, crossfader=value))
            case act.DeckPlay(deck=deck):
                self.edit(deck, playing=True)
            case act.DeckStop(deck=deck):
                self.edit(deck, playing=False)
            case act.DeckToggle(deck=deck):
                self.edit(deck, playing=not self.state.decks[deck].playing)
            case act.DeckGain(deck=deck, db=db):
                self.edit(deck, gain_db=db)
            case act.StemGain(deck=deck, stem=stem, db=db):
                self.stem(deck, stem, gain_db=db)
            case act.StemMute(deck=deck, stem=stem, on=on):
                mute = not self.state.decks[deck].stems[str(stem)].mute if on is None else on
                self.stem(deck, stem, mute=mute)
            case act.StemSolo(deck=deck, stem=stem, on=on):
                self.stem(deck, stem, solo=on)
        self.changed()

    def edit(self, deck: str, **fields: object) -> None:
        self.state = replace(self.state, decks={**self.state.decks, deck: replace(self.state.decks[deck], **fields)})
        self.changed()

    def stem(self, deck: str, stem: str | int, **fields: object) -> None:
        stems, name = self.state.decks[deck].stems, str(stem)
        if name not in stems:
            raise ActionError(f"Deck {deck} has no stem {stem!r}.", code="unknown_stem")
        self.edit(deck, stems={**stems, name: replace(stems[name], **fields)})

    def changed(self) -> None:
        if self.port is not None:
            self.port.feedback()


class Surface:
    """A tablet: sends, and remembers what it was told."""

    def __init__(self, port: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind(("127.0.0.1", 0))
        self._to = ("127.0.0.1", port)
        self.told: list[tuple[str, Any]] = []

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])

    def send(self, address: str, *args: object) -> None:
        self.send_raw(message(address, *args))

    def send_raw(self, data: bytes) -> None:
        self.socket.sendto(data, self._to)

    def read(self) -> list[tuple[str, Any]]:
        """What came since the last look."""
        came = []
        while True:
            try:
                data = self.socket.recv(65_536)
            except BlockingIOError:
                break
            came += [(each.message.address, *each.message.params) for each in OscPacket(data).messages]
        self.told += came
        return came

    def values(self, address: str) -> list[Any]:
        self.read()
        return [value for told, value in self.told if told == address]

    async def hear(self, address: str, count: int = 1) -> Any:
        await until(lambda: len(self.values(address)) >= count)
        return self.values(address)[-1]

    async def settle_to(self, expected: dict[str, Any]) -> None:
        """These values and no others come."""
        await until(lambda: self.read() or len(self.told) >= len(expected))
        await asyncio.sleep(0.15)
        self.read()
        assert sorted(self.told) == sorted(expected.items())

    async def settle(self) -> None:
        """Until nothing has come for a while; what was told so far is forgotten."""
        while True:
            await asyncio.sleep(0.15)
            if not self.read():
                break
        self.told.clear()


def built(address: str, *args: object) -> OscMessage:
    builder = OscMessageBuilder(address)
    for arg in args:
        builder.add_arg(arg)  # type: ignore[arg-type]
    return builder.build()


def message(address: str, *args: object) -> bytes:
    return bytes(built(address, *args).dgram)


def bundle(due: float, *contents: OscMessage | OscBundle) -> OscBundle:
    """A bundle that is due then, seconds since 1970."""
    builder = OscBundleBuilder(due)  # type: ignore[arg-type] # its hint says int, and it takes parts of a second
    for content in contents:
        builder.add_content(content)
    return builder.build()


async def until(true: Callable[[], object], seconds: float = 3.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.002)
