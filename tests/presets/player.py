"""A hand that plays a shipped mapping through: it opens layers and turns pages with the controller's own buttons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from midi.surface import Surface
from midi.wire.event import Event, Kind
from presets import Address, Control, Preset, When
from presets.own import SurfaceLayer, SurfacePage
from sfa_live.model.action import Action
from tests.midi.hands import FakeShow, show_with

#: Seconds: longer than a long press takes, and longer than a double press may take.
LONG, APART = 0.6, 0.4

_KINDS = {
    "note": Kind.NOTE_ON,
    "cc": Kind.CC,
    "cc14": Kind.CC,
    "bend": Kind.BEND,
    "pressure": Kind.PRESSURE,
    "key_pressure": Kind.KEY_PRESSURE,
}


class Player:
    """A hand on one controller, whose decks all have a song with eight stems."""

    def __init__(self, preset: Preset) -> None:
        self.preset = preset
        self.show = FakeShow(stems=8)
        self.surface = Surface("input:x", preset, self.show.deliver, self.show.current)
        self.now = 100.0

    @contextmanager
    def at(self, control: Control) -> Iterator[None]:
        """Be where a control does what it is for: on its page, in its layer, its other button held."""
        self._turn_to(control.page or 1)
        held = [address for address in (self._opener(control), control.beside) if address is not None]
        for address in held:
            self.button(address, 127)
        yield
        for address in reversed(held):
            self.button(address, 0)
        if control.layer in self.surface.view.layers:
            # The layer's button latches: it closes with another press.
            opener = self._opener(control)
            assert opener is not None
            self.tap(opener)
        assert self.surface.view.layers == frozenset(), f"the layer {control.layer} stays open"

    def asked(self) -> list[Action]:
        """What was asked for since the last time; the show is as at first again."""
        heard = list(self.show.heard)
        self.show.heard.clear()
        self.show.state = show_with(8)
        return heard

    def tap(self, address: Address) -> None:
        """A short press."""
        self.button(address, 127)
        self.button(address, 0)

    def button(self, address: Address, value: int) -> None:
        """Press a button, or let it go with 0."""
        kind = _KINDS[address.kind]
        if kind is Kind.NOTE_ON and value == 0:
            kind, value = Kind.NOTE_OFF, 64
        self._hear(Event(kind, address.channels[0], address.number, value, self.now))

    def move(self, address: Address, place: int) -> None:
        """Move a fader to a place, 0 to 127, or send what a knob sends."""
        channel = address.channels[0]
        if address.kind == "bend":
            self._hear(Event(Kind.BEND, channel, 0, min(place * 129, 16_383), self.now))
        elif address.kind == "cc14":
            self._hear(Event(Kind.CC, channel, address.number, place, self.now))
            self._hear(Event(Kind.CC, channel, address.number + 32, place, self.now))
        else:
            self._hear(Event(_KINDS[address.kind], channel, address.number, place, self.now))

    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds
        self.surface.settle(self.now)

    def _hear(self, event: Event) -> None:
        self.surface.hear(event)
        self.wait(0.005)

    def _turn_to(self, page: int) -> None:
        for _ in range(self.preset.pages):
            if self.surface.view.page == page:
                return
            turner = next(each for each in self._own(SurfacePage) if each.args.get("page", page) == page)
            with self._held(turner.beside):
                self.button(turner.address, 127)
                self.wait(LONG if turner.when is When.LONG else 0.0)
                self.button(turner.address, 0)
            self.wait(APART)
        assert self.surface.view.page == page, f"no button turns to page {page}"

    @contextmanager
    def _held(self, address: Address | None) -> Iterator[None]:
        if address is not None:
            self.button(address, 127)
        yield
        if address is not None:
            self.button(address, 0)

    def _opener(self, control: Control) -> Address | None:
        """The button that opens a control's layer; one on the control's own channel when there are several."""
        if control.layer is None:
            return None
        openers = [each.address for each in self._own(SurfaceLayer) if each.args["layer"] == control.layer]
        assert openers, f"no button opens the layer {control.layer}"
        return next((each for each in openers if each.channels == control.address.channels), openers[0])

    def _own(self, kind: type[Action]) -> list[Control]:
        return [each for each in self.preset.controls if isinstance(each.asked, kind)]
