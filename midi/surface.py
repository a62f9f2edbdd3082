"""One controller's input: its messages become actions for the show.

Thread: MIDI, everything but `Surface.view`. A message costs one look into a table; buttons' actions are built once.
"""

from __future__ import annotations

import logging
from typing import Final

from midi.curves import TOP
from midi.mapping.binding import Binding
from midi.mapping.desk import Current, Deliver, Desk, MidiOrigin
from midi.mapping.encoders import Turner
from midi.mapping.faders import Fader
from midi.mapping.holds import Holds
from midi.mapping.keys import Key, Keys, is_turned
from midi.mapping.loaded import Loaded
from midi.mapping.presses import Presses
from midi.mapping.stage import Seen, Stage, latches
from midi.mapping.view import View
from midi.wire.event import DOWN, Event, Kind
from presets import Preset, When

logger = logging.getLogger("sfa_live.midi.in")

#: The most faders, and knobs, that speak in one round, those first that moved first: a flood on all of them must leave
#: time for the buttons.
_SPEAKING: Final = 8
#: Seconds that the coarse half of a pair of controllers waits for its fine half.
_FINE_COMES: Final = 0.003
#: The highest value of 14 bits.
_FINE_TOP: Final = 16_383

__all__ = ["Current", "Deliver", "MidiOrigin", "Surface"]


class Surface:
    """The mapping of one open input at work.

    Args:
        port_id: names the input in what it asks for.
        preset: the mapping.
        deliver: takes every action for the show.
        current: the show as it is now.
        view: where it begins, as far as this mapping goes there: that of the same controller before it was unplugged or
            had another mapping. What was latched stays open, what was held does not.
        loaded: the deck on which a song was put last; None: whatever the view says.
        holds: what is held; shared by surfaces that may hold the same things.
        seen: told of every change of the view, on the MIDI thread.
        is_deaf: nothing comes of what it hears.
    """

    def __init__(
        self,
        port_id: str,
        preset: Preset,
        deliver: Deliver,
        current: Current,
        *,
        view: View = View(),  # noqa: B008 - a frozen value
        loaded: Loaded | None = None,
        holds: Holds | None = None,
        seen: Seen | None = None,
        is_deaf: bool = False,
    ) -> None:
        self._keys = Keys(preset.controls, preset.layers)
        loaded = Loaded(view.loaded) if loaded is None else loaded
        latched = view.latched & latches(preset.controls)
        furthest = self._furthest()
        start = View(
            page=min(view.page, preset.pages),
            layers=latched,
            latched=latched,
            focus=view.focus,
            loaded=loaded.deck,
            bank=min(view.bank, furthest),
        )
        stage = Stage(start, preset.pages, furthest, loaded, seen)
        self._desk = Desk(port_id, deliver, current, stage, Holds() if holds is None else holds)
        self._presses = Presses(self._desk, self._keys)
        self._is_deaf = is_deaf
        #: Where the faders that moved are now, and how far the knobs were turned: what counts is the sum of a round.
        self._moved: dict[Fader, tuple[Key, float, float]] = {}
        self._turned: dict[Turner, tuple[int, float]] = {}
        #: Pairs of which only the coarse half has come.
        self._halves: set[Key] = set()

    @property
    def view(self) -> View:
        """Where the surface is: page, layers, deck, bank. Thread: any."""
        return self._desk.view

    def hear(self, event: Event) -> None:
        """Take one message. Buttons act at once, knobs and faders with the next `settle`."""
        if self._is_deaf:
            return
        kind = event.kind
        key = self._keys.find(Kind.NOTE_ON if kind is Kind.NOTE_OFF else kind, event.channel, event.number)
        if key is None:
            return
        if kind is Kind.NOTE_ON:
            self._presses.press(key, event.value, event.at)
        elif kind is Kind.NOTE_OFF:
            self._presses.release(key, event.at)
        elif kind is Kind.PROGRAM:
            self._presses.press(key, TOP, event.at)
            self._presses.release(key, event.at)
        elif kind is not Kind.CC:
            self._move(key, event.value / key.top * TOP, event.at)
        elif key.address.kind == "cc14":
            self._pair(key, event)
        else:
            self._control(key, event)

    def settle(self, now: float) -> None:
        """The end of a round: faders and knobs that moved speak, as many as there is time for; presses become long.

        ``now``: as in `Event.at`.
        """
        self._desk.stage.look(self._desk.state)
        for key in tuple(self._halves):
            if key.coarse is not None and key.due is not None and now >= key.due:
                self._halves.discard(key)
                self._move(key, float(key.coarse), key.due - _FINE_COMES)
        self._presses.settle(now)
        for fader in tuple(self._moved)[:_SPEAKING]:
            key, place, at = self._moved.pop(fader)
            before, key.place = key.place, place
            fader.move(self._desk, before, place, at)
        for knob in tuple(self._turned)[:_SPEAKING]:
            clicks, at = self._turned.pop(knob)
            knob.turn(self._desk, clicks, at)

    def let_go(self) -> None:
        """Release every button that is held: its controller has gone, or the show said so."""
        self._presses.let_go()

    def _control(self, key: Key, event: Event) -> None:
        """A CC: a fader, a knob, or a button."""
        last, key.last = key.last, event.value
        binding = self._moving(key)
        if isinstance(binding, Fader):
            self._moved[binding] = key, float(event.value), event.at
            return
        # What it means on another page, or in another layer, must know where it stands.
        key.place = float(event.value)
        if isinstance(binding, Turner):
            self._turn(key, binding, event)
        elif event.value < DOWN:
            self._presses.release(key, event.at)
        elif last < DOWN or event.value == last:
            # The same value again is a new press of a button that never tells its release, while a knob that passes
            # through the upper half presses once.
            self._presses.press(key, event.value, event.at)

    def _move(self, key: Key, place: float, at: float) -> None:
        """A fader is at a place, 0 to 127."""
        binding = self._moving(key)
        if isinstance(binding, Fader):
            self._moved[binding] = key, place, at
        else:
            key.place = place

    def _turn(self, key: Key, knob: Turner, event: Event) -> None:
        decided = key.coding.decided
        clicks = key.coding.clicks(event.value)
        if decided is None and key.coding.decided is not None:
            logger.info("%s: the knob %s counts in %s", self._desk.port_id, key.address, key.coding.decided)
        if clicks:
            before, _ = self._turned.get(knob, (0, 0.0))
            self._turned[knob] = before + clicks, event.at

    def _pair(self, key: Key, event: Event) -> None:
        """Half of a pair of controllers: the coarse one comes first, and waits a little for the fine one."""
        if event.number == key.address.number:
            key.coarse, key.due = event.value, event.at + _FINE_COMES
            self._halves.add(key)
        elif key.coarse is not None:
            self._halves.discard(key)
            self._move(key, (key.coarse << 7 | event.value) / _FINE_TOP * TOP, event.at)

    def _moving(self, key: Key) -> Binding | None:
        """The knob's or fader's bind that holds now."""
        for binding in key.bindings.get(When.PRESS, ()):
            if binding.is_there(self._desk, self._keys.is_down):
                return binding if is_turned(binding) else None
        return None

    def _furthest(self) -> int:
        """The greatest bank in which any row still has something."""
        rows = [binding.asks for binding in self._keys.bindings() if binding.control.banked]
        return max((bank for bank in range(16) if any(asks.at(View(bank=bank)) for asks in rows)), default=0)
