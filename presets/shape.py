"""The tables of a mapping file and what stands in them: read by `presets.tables`, told by the schema.

A bind's table holds the arguments of its action beside these; a lamp's table holds its states.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from presets.faders import Curve
from presets.styles import RingLook, Send
from presets.values import Echo, Encoder, Only, Takeover, Timecode, When

Seven = Annotated[int, Meta(ge=0, le=127)]
Fourteen = Annotated[int, Meta(ge=0, le=16_383)]
Fine = Annotated[int, Meta(ge=0, le=31)]
Page = Annotated[int, Meta(ge=1, le=16)]
OneChannel = Annotated[int, Meta(ge=1, le=16)]
#: Channels in words: any of them, or those of a keyboard where every finger has its own.
Channels = OneChannel | Annotated[str, Meta(pattern=r"^(any|\d{1,2}\s*\.\.\s*\d{1,2})$", examples=["'any' or '2..15'"])]
#: A button in words: "note 98", "cc 20 channel 3".
ButtonName = Annotated[
    str, Meta(pattern=r"^(note|cc)\s+\d{1,3}(\s+channel\s+\d{1,2})?$", examples=["a button such as 'note 98'"])
]
Hexadecimal = Annotated[str, Meta(pattern=r"^[0-9A-Fa-f{}a-z_ ]*$", examples=["bytes such as 'F0 47 7F F7'"])]
#: Made of letters, digits, _ and -.
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,32}$", examples=["a name of letters, digits, _ and -"])]


class MatchShape(Struct, frozen=True):
    """Which ports the mapping is for."""

    ports: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    prefer: tuple[str, ...] = ()
    fallback: bool = False
    type: Literal["usb", "virtual", "network", "unknown"] = "usb"
    identity: Hexadecimal = ""
    usb: tuple[Annotated[str, Meta(pattern=r"^[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}$", examples=["USB numbers"])], ...] = ()


class MessagesShape(Struct, frozen=True):
    """What the controller is sent when it is plugged in, or when the show ends."""

    send: tuple[Hexadecimal, ...] = ()
    settle_ms: Annotated[int, Meta(ge=0, le=2_000)] = 0


class ConnectShape(MessagesShape, frozen=True):
    """What it is sent when it is plugged in, and how long it must be left in peace before."""

    wait_ms: Annotated[int, Meta(ge=0, le=5_000)] = 0


class KeepAliveShape(Struct, frozen=True):
    """What it must be sent all the time."""

    send: tuple[Hexadecimal, ...]
    every_ms: Annotated[int, Meta(ge=20, le=60_000)]


class LampShape(Struct, frozen=True):
    """How a lamp is sent its states, without the states themselves."""

    send: Send
    channel: OneChannel = 1
    message: Hexadecimal = ""
    colours: tuple[Seven, ...] = ()


class RingShape(Struct, frozen=True):
    """How a ring round a knob is sent its value."""

    send: Send
    channel: OneChannel = 1
    message: Hexadecimal = ""
    number: Seven | None = None
    number_offset: Annotated[int, Meta(ge=-127, le=127)] = 0
    style: RingLook = RingLook.FILL
    bottom: Seven = 0
    top: Seven = 127
    off: Seven | None = None


class TextShape(Struct, frozen=True):
    """How a scribble strip is sent its text."""

    message: Hexadecimal
    width: Annotated[int, Meta(ge=1, le=64)]
    start: Seven = 0
    stride: Seven | None = None


class StepShape(Struct, frozen=True):
    """One action of a macro; its arguments stand beside it."""

    action: str


class BindShape(Struct, frozen=True):
    """One control: which it is, how it works, how it shows. The arguments of its action stand beside it."""

    note: Seven | None = None
    cc: Seven | None = None
    cc14: Fine | None = None
    bend: Literal[True] | None = None
    pressure: Literal[True] | None = None
    key_pressure: Seven | None = None
    program: Seven | None = None
    nrpn: Fourteen | None = None
    rpn: Fourteen | None = None
    channel: Channels = "any"
    layer: Name | None = None
    page: Page | None = None
    beside: ButtonName | None = msgspec.field(name="with", default=None)
    when: When = When.PRESS
    wait: bool = False
    only: Only | None = None
    action: str | None = None
    macro: tuple[dict[str, Any], ...] = ()
    button: Literal["toggle", "momentary", "trigger", "hold"] | None = None
    velocity: str | None = None
    low: float | None = None
    high: float | None = None
    range: float | None = None
    curve: Curve | None = None
    invert: bool = False
    encoder: Encoder | None = None
    step: float | None = None
    accelerate: bool = False
    takeover: Takeover | None = None
    lamp: str | None = None
    lamp_number: Seven | None = None
    ring: str | None = None
    text: str | None = None
    column: Seven = 0
    motor: bool = False
    touch: ButtonName | None = None


class FileShape(Struct, frozen=True):
    """The whole file."""

    format: Literal[1]
    name: Annotated[str, Meta(min_length=1)]
    match: MatchShape
    #: The mapping that a learnt one began as; it is told, and nothing more.
    based_on: str = ""
    #: The channel of every control that names none.
    channel: Channels = "any"
    settings: dict[str, Fourteen] = {}
    takeover: Takeover = Takeover.NONE
    layers: tuple[Name, ...] = ()
    pages: Page = 1
    echo: Echo = Echo.NEVER
    tried: str = "not on hardware"
    connect: ConnectShape = ConnectShape()
    exit: MessagesShape = MessagesShape()
    keep_alive: KeepAliveShape | None = None
    timecode: Timecode | None = None
    lamp_rate: Annotated[int, Meta(ge=10, le=3_000)] = 2_000
    lamps: dict[str, dict[str, Any]] = {}
    rings: dict[str, dict[str, Any]] = {}
    texts: dict[str, dict[str, Any]] = {}
    bind: tuple[dict[str, Any], ...] = ()


#: What says which control a bind is for.
ADDRESSES: Final = ("note", "cc", "cc14", "bend", "pressure", "key_pressure", "program", "nrpn", "rpn")
#: A bind's own settings by their names in the file; every other key is an argument of its action.
BIND_KEYS: Final = BindShape.__struct_encode_fields__
