"""A controller mapping as frozen values, checked and spelled out: one `Control` per knob, fader or button.

How lamps, rings and scribble strips are told what to show stands in `presets.styles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from presets.faders import Curve
from presets.styles import LampStyle, RingStyle, TextStyle
from sfa_live.model.action import Action

#: The version of the file format; every file names it as ``format``.
FORMAT: Final = 1
#: The decks that a bind can name instead of one: the surface's own choice, and the one that was loaded last.
MOVING_DECKS: Final = ("focus", "loaded")
#: What a control with a ``macro`` has for an action.
MACRO: Final = "macro"


class Button(StrEnum):
    """How a button works."""

    #: Every press flips what it stands for.
    TOGGLE = "toggle"
    #: On while held; let go, and it is as it was before.
    MOMENTARY = "momentary"
    #: Every press does the same thing.
    TRIGGER = "trigger"


class When(StrEnum):
    """The moment at which a button acts."""

    PRESS = "press"
    RELEASE = "release"
    #: The second press within 300 ms.
    DOUBLE = "double"
    #: Held for 500 ms.
    LONG = "long"


class Only(StrEnum):
    """How the bind's deck must be, or the bind is not there."""

    STOPPED = "stopped"
    PLAYING = "playing"
    LOADED = "loaded"
    EMPTY = "empty"


class Encoder(StrEnum):
    """How an endless knob says which way it was turned, and how far."""

    #: 1 is one up, 127 one down.
    TWOS = "twos"
    #: 65 is one up, 63 one down.
    OFFSET = "offset"
    #: 1 is one up, 65 one down.
    SIGN = "sign"
    #: Any of these: found out from what comes.
    AUTO = "auto"


class Takeover(StrEnum):
    """What a fader does that stands elsewhere than the value."""

    #: The value jumps to the fader.
    NONE = "none"
    #: Nothing, until the fader passes the value.
    PICKUP = "pickup"
    #: The value goes the way that is left to it as the fader goes the way that is left to that.
    SCALE = "scale"


class Echo(StrEnum):
    """When a lamp is sent again although nothing has changed: some units light their buttons by themselves."""

    NEVER = "never"
    #: Behind every release.
    RELEASE = "release"


class Timecode(StrEnum):
    """A display of digits that shows where the music is."""

    #: Ten digits, as a Mackie Control has them.
    MCU = "mcu"


class Match(Struct, frozen=True):
    """Which ports a mapping is for, by parts of their names; upper and lower case are the same."""

    #: Any of these makes the port one of this controller.
    ports: tuple[str, ...] = ()
    #: Any of these makes it one of its ports that must be left alone.
    exclude: tuple[str, ...] = ()
    #: Of several such ports, only those with one of these; all of them when none has.
    prefer: tuple[str, ...] = ()
    #: For inputs that no other mapping knows.
    fallback: bool = False
    #: What a port of this mapping is: usb, virtual, network or unknown.
    type: str = "usb"
    #: How its identity reply goes on behind ``F0 7E xx 06 02``: maker, family, member, or the beginning of them.
    identity: bytes = b""
    #: Its USB numbers, where the platform tells them: "09E8:004F".
    usb: tuple[str, ...] = ()


class Address(Struct, frozen=True):
    """The message that a control sends."""

    #: note, cc, cc14, bend, pressure, key_pressure, program, nrpn or rpn
    kind: str
    #: The channels on which it counts, 0 to 15, ascending.
    channels: tuple[int, ...]
    #: The note, controller, program or parameter; 0 for bend and pressure.
    number: int

    def __str__(self) -> str:
        """As a player would say it."""
        channel = "any channel" if len(self.channels) == 16 else f"channel {self.channels[0] + 1}"
        if len(self.channels) not in (1, 16):
            channel = f"channels {self.channels[0] + 1} to {self.channels[-1] + 1}"
        number = "" if self.kind in ("bend", "pressure") else f" {self.number}"
        return f"{self.kind}{number} on {channel}"


class Scale(Struct, frozen=True):
    """What the way of a knob or fader (or how hard a button is hit) means."""

    #: The argument that it gives.
    argument: str
    curve: Curve
    #: The argument at the bottom and at the top.
    low: float
    high: float
    #: It works upside down.
    invert: bool = False


class Turn(Struct, frozen=True):
    """How an endless knob works."""

    coding: Encoder
    #: The argument that it gives by how far it was turned, for actions that go so far from where they are (a jog);
    #: None for one that moves the value of the control's `Scale`.
    argument: str | None = None
    #: How much one click is, in the argument's unit; None is a 127th of the way.
    step: float | None = None
    #: Turned faster, it goes further.
    accelerate: bool = False


class Step(Struct, frozen=True):
    """One action of a macro, or the one of a plain control."""

    #: By its name in `sfa_live.model.action` or `presets.own`.
    action: str
    #: The action's arguments as the file has them: the deck can be one of `MOVING_DECKS`.
    args: Mapping[str, Any]
    #: The action that it asks for, on deck A when its deck is a moving one; of a fader, at 0.
    asked: Action
    #: The arguments that move with the surface's bank: numbers that were written as a run or as a list.
    banked: tuple[str, ...] = ()


class Control(Struct, frozen=True):
    """One knob, fader or button and what it does."""

    address: Address
    #: What it asks for, as in `Step`; of a macro, ``action`` is `MACRO` and ``asked`` its first step's.
    action: str
    args: Mapping[str, Any]
    asked: Action
    banked: tuple[str, ...] = ()
    #: More than one action, in order; empty is only the one above.
    macro: tuple[Step, ...] = ()
    button: Button = Button.TRIGGER
    when: When = When.PRESS
    #: A plain press waits until it is clear that it is no double or long one and no part of a combination.
    wait: bool = False
    #: What a fader or knob moves, and a button hit with a certain force; None for a button that is just pressed.
    scale: Scale | None = None
    #: An endless knob; with a `scale` it moves that.
    turn: Turn | None = None
    takeover: Takeover = Takeover.NONE
    #: Only while this layer is open; None is the base.
    layer: str | None = None
    #: Only on this page; None is on all.
    page: int | None = None
    #: Only while this other button is down.
    beside: Address | None = None
    only: Only | None = None
    #: The name of its lamp's style, and the lamp's number there.
    lamp: str | None = None
    lamp_number: int = 0
    #: The name of its ring's style, and of its text's, with the column there.
    ring: str | None = None
    text: str | None = None
    column: int = 0
    #: The fader itself is sent its value, but never while a hand is on it.
    motor: bool = False
    touch: Address | None = None
    #: Where in the file it stands.
    line: int = 0

    @property
    def is_fader(self) -> bool:
        """Whether it is a knob or fader, endless or not, rather than a button."""
        return self.turn is not None or (self.scale is not None and self.address.kind not in ("note", "program"))


class KeepAlive(Struct, frozen=True):
    """What a controller must be sent all the time, or it falls asleep."""

    send: tuple[bytes, ...]
    every_ms: int


class Preset(Struct, frozen=True):
    """One controller's mapping."""

    #: The file's name without ``.toml``.
    file: str
    #: What the controller is called.
    name: str
    match: Match
    connect: tuple[bytes, ...]
    #: Milliseconds that the controller needs after ``connect``.
    settle_ms: int
    exit: tuple[bytes, ...]
    #: The most messages per second that its lamps can take.
    lamp_rate: int
    styles: Mapping[str, LampStyle]
    controls: tuple[Control, ...]
    rings: Mapping[str, RingStyle] = {}
    texts: Mapping[str, TextStyle] = {}
    keep_alive: KeepAlive | None = None
    #: What a user can set for his unit, as it is set here.
    settings: Mapping[str, int] = {}
    #: The layers that its buttons open; of several that are open, the last one here wins.
    layers: tuple[str, ...] = ()
    #: How many pages it has.
    pages: int = 1
    echo: Echo = Echo.NEVER
    #: Milliseconds that it must be left in peace before ``connect``.
    wait_ms: int = 0
    timecode: Timecode | None = None
    #: Who tried it, with which firmware.
    tried: str = "not on hardware"
