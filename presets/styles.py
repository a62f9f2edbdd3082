"""How the lamps, rings and scribble strips of a controller are told what to show."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

#: In a message's template, what stands for the lamp's or ring's number, the value, the column and the text.
LAMP: Final = -1
VALUE: Final = -2
COLUMN: Final = -3
TEXT: Final = -4


class Send(StrEnum):
    """The kind of message that a lamp or ring understands."""

    NOTE = "note"
    CC = "cc"
    SYSEX = "sysex"


class Role(StrEnum):
    """What a lamp can tell: the truth about the thing that its control stands for."""

    #: The stem is muted.
    MUTED = "muted"
    #: The stem is silent though nobody muted it: for others in solo, for the deck's focus, for a guest in its place.
    SILENCED = "silenced"
    #: The stem is in solo.
    SOLOED = "soloed"
    #: The stem can be heard (or, on a solo button, is not in solo).
    SOUNDING = "sounding"
    PLAYING = "playing"
    PAUSED = "paused"
    LOOPING = "looping"
    UNLOOPED = "unlooped"
    #: A place is remembered under this hot cue.
    CUE_SET = "cue_set"
    CUE_EMPTY = "cue_empty"
    #: What a button switches is on, or off.
    ACTIVE = "active"
    IDLE = "idle"
    #: It was pressed and waits for the clock.
    ARMED = "armed"
    #: There is no song, or no such stem.
    EMPTY = "empty"


class LampStyle(Struct, frozen=True):
    """How one group of lamps is told what to show."""

    send: Send
    #: 0 to 15.
    channel: int
    #: For sysex: the message's bytes, with `LAMP` and `VALUE` where those belong.
    template: tuple[int, ...]
    #: What to send for a role ("muted"), for ``lit`` and for ``off``: one byte, or several for sysex.
    values: Mapping[str, tuple[int, ...]]
    #: Another channel for a role, where the unit takes that for blinking or brightness.
    channels: Mapping[str, int] = {}
    #: Where each of a lamp's colours has a number of its own: so much more than the lamp's, for all of its colours, and
    #: for a role or a word.
    colours: tuple[int, ...] = ()
    offsets: Mapping[str, int] = {}

    def furthest(self, lamp: int) -> int:
        """The highest number that any colour of a lamp has."""
        return lamp + max((*self.colours, *self.offsets.values()), default=0)

    def word(self, role: Role, *, lit: bool) -> str:
        """The word whose value is sent for a role: its own, or ``lit`` or ``off`` where it has none."""
        return role if role in self.values else "lit" if lit else "off"

    def messages(self, lamp: int, word: str, role: str = "") -> tuple[bytes, ...]:
        """What gives a lamp the value of that word, in the colour of the role: the other colours go out first."""
        own = self.offsets.get(role, self.offsets.get(word, 0))
        channel = self.channels.get(role, self.channels.get(word, self.channel))
        others = [colour for colour in self.colours if colour != own]
        dark = [_message(self.send, self.channel, self.template, lamp + other, self.values["off"]) for other in others]
        return (*dark, _message(self.send, channel, self.template, lamp + own, self.values[word]))


class RingLook(StrEnum):
    """How a ring shows a value."""

    #: From the bottom up to the value.
    FILL = "fill"
    #: From the middle to the value.
    PAN = "pan"
    #: The value alone.
    SINGLE = "single"


class RingStyle(Struct, frozen=True):
    """How the ring of lamps round a knob is told the value."""

    send: Send
    #: 0 to 15.
    channel: int
    #: For sysex, as in `LampStyle`.
    template: tuple[int, ...]
    #: The ring's own number for all its knobs; None: the knob's, and so much more.
    number: int | None
    number_offset: int
    look: RingLook
    #: What to send at the bottom and at the top, and where there is nothing to show.
    bottom: int
    top: int
    off: int

    def number_of(self, control_number: int) -> int:
        """The ring's number, from that of its knob."""
        return control_number + self.number_offset if self.number is None else self.number

    def message(self, control_number: int, share: float | None) -> bytes:
        """The message that shows so much of the way (0 to 1; None is nothing) on the ring of that knob."""
        number = self.number_of(control_number)
        value = self.off if share is None else self.bottom + round(share * (self.top - self.bottom))
        return _message(self.send, self.channel, self.template, number, (value,))


class TextStyle(Struct, frozen=True):
    """How a scribble strip is told its text."""

    #: The message's bytes, with `COLUMN` and `TEXT` where those belong.
    template: tuple[int, ...]
    #: Characters of one column.
    width: int
    #: The number of the first column, and how much further the next is.
    start: int
    stride: int

    def number_of(self, column: int) -> int:
        """The number by which the unit knows a column."""
        return self.start + column * self.stride

    def message(self, column: int, text: str) -> bytes:
        """The message that writes a text, cut or filled to the width, in plain letters."""
        plain = text.encode("ascii", "replace").ljust(self.width)[: self.width]
        holes = {COLUMN: (self.number_of(column),), TEXT: tuple(plain)}
        return bytes(byte for part in self.template for byte in holes.get(part, (part,)))


def _message(send: Send, channel: int, template: tuple[int, ...], number: int, value: tuple[int, ...]) -> bytes:
    if send is Send.SYSEX:
        holes = {LAMP: (number,), VALUE: value}
        return bytes(byte for part in template for byte in holes.get(part, (part,)))
    status = (0x90 if send is Send.NOTE else 0xB0) | channel
    return bytes((status, number, value[0]))
