"""What a controller has under the hand: every button, knob and fader with the binds that it can have. Thread: MIDI."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from midi.mapping.binding import Binding
from midi.mapping.buttons import ButtonBinding, button
from midi.mapping.codings import Coding
from midi.mapping.encoders import Jog, Knob, Turner
from midi.mapping.faders import Fader
from midi.mapping.view import rank
from midi.wire.event import Kind
from presets import Address, Control, Encoder, When

#: How much higher the fine half of a pair of controllers is.
_FINE: Final = 32
#: The messages by which the kinds of controls speak.
_SPOKEN: Final = {
    "note": Kind.NOTE_ON,
    "cc": Kind.CC,
    "cc14": Kind.CC,
    "bend": Kind.BEND,
    "pressure": Kind.PRESSURE,
    "key_pressure": Kind.KEY_PRESSURE,
    "program": Kind.PROGRAM,
    "nrpn": Kind.NRPN,
    "rpn": Kind.RPN,
}
#: Kinds of controls whose value has 14 bits.
_FINE_KINDS: Final = ("cc14", "bend", "nrpn", "rpn")


class Key:
    """One button, knob or fader on one channel."""

    __slots__ = (
        "address",
        "bindings",
        "coarse",
        "coding",
        "due",
        "is_down",
        "is_part",
        "is_timed",
        "last",
        "later",
        "long",
        "place",
        "pressed",
        "tapped",
        "top",
        "was_part",
    )

    def __init__(self, address: Address) -> None:
        self.address = address
        #: The binds by when they act; the one that wins comes first.
        self.bindings: dict[When, list[Binding]] = {}
        self.is_down = False
        #: What must hear of its release.
        self.pressed: list[ButtonBinding] = []
        #: Whether presses of it can mean more than one thing, and whether other binds look at it.
        self.is_timed = False
        self.is_part = False
        #: A press that waits until it is clear what it is, how hard it was, and when; the same of one that gets long.
        self.later: tuple[ButtonBinding, int, float] | None = None
        self.long: tuple[ButtonBinding, int, float] | None = None
        #: When the last press was that can become a double one.
        self.tapped: float | None = None
        #: It was used in a combination while it was down.
        self.was_part = False
        #: The last value of a CC.
        self.last = 0
        #: Where the fader is, 0 to 127; None before it has moved.
        self.place: float | None = None
        self.top = 16_383 if address.kind in _FINE_KINDS else 127
        #: The coarse half of a pair, and since when it waits for its fine half.
        self.coarse: int | None = None
        self.due: float | None = None
        self.coding = Coding(Encoder.AUTO)


class Keys:
    """All of a controller's, by the message that they send: one look into a table."""

    def __init__(self, controls: Iterable[Control], layers: Sequence[str]) -> None:
        self._table: dict[int, Key] = {}
        for control in controls:
            binding = _bind(control)
            for channel in control.address.channels:
                key = self._key(Address(control.address.kind, (channel,), control.address.number), channel)
                key.bindings.setdefault(control.when, []).append(binding)
                key.is_timed = key.is_timed or control.when is not When.PRESS or control.wait
                if control.turn is not None:
                    key.coding = Coding(control.turn.coding)
                if control.beside is not None:
                    self._parts(control.beside)
        for key in self._table.values():
            for bindings in key.bindings.values():
                bindings.sort(key=lambda binding: rank(binding.control, layers), reverse=True)

    def find(self, kind: Kind, channel: int, number: int) -> Key | None:
        """The one that sends this message."""
        return self._table.get((kind << 4 | channel) << 14 | number)

    def is_down(self, address: Address) -> bool:
        """Whether a button is down, on any of its channels."""
        keys = (self.find(_SPOKEN[address.kind], channel, address.number) for channel in address.channels)
        return any(key is not None and key.is_down for key in keys)

    def parts(self, address: Address) -> list[Key]:
        """The keys of another control's other button."""
        keys = (self.find(_SPOKEN[address.kind], channel, address.number) for channel in address.channels)
        return [key for key in keys if key is not None]

    def bindings(self) -> set[Binding]:
        """Every bind."""
        return {each for key in self._table.values() for several in key.bindings.values() for each in several}

    def _parts(self, address: Address) -> None:
        for channel in address.channels:
            self._key(Address(address.kind, (channel,), address.number), channel).is_part = True

    def _key(self, address: Address, channel: int) -> Key:
        kind = _SPOKEN[address.kind]
        place = (kind << 4 | channel) << 14 | address.number
        key = self._table.get(place)
        if key is None:
            key = self._table[place] = Key(address)
            if address.kind == "cc14":
                self._table[place + _FINE] = key
        return key


def _bind(control: Control) -> Binding:
    """A control's binding."""
    turn, scale = control.turn, control.scale
    if turn is not None and turn.argument is not None:
        return Jog(control, turn, turn.argument)
    if turn is not None and scale is not None:
        return Knob(control, turn, scale)
    if control.is_fader and scale is not None:
        return Fader(control, scale)
    return button(control)


def is_turned(binding: Binding) -> bool:
    """Whether a bind is a knob's or fader's rather than a button's."""
    return isinstance(binding, Fader | Turner)
