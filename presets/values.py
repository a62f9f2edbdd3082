"""A controller mapping as frozen values, checked and spelled out: one `Control` per knob, fader or button."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from sfa_live.model.action import Action

#: The version of the file format; every file names it as ``format``.
FORMAT: Final = 1


#: In a sysex template, what stands for the lamp's number and for the value.
LAMP: Final = -1
VALUE: Final = -2


class Button(StrEnum):
    """How a button works."""

    #: Every press flips what it stands for.
    TOGGLE = "toggle"
    #: On while held; let go, and it is as it was before.
    MOMENTARY = "momentary"
    #: Every press does the same thing.
    TRIGGER = "trigger"


class Send(StrEnum):
    """The kind of message that a lamp understands."""

    NOTE = "note"
    CC = "cc"
    SYSEX = "sysex"


class Role(StrEnum):
    """What a lamp can tell: the truth about the thing that its control stands for."""

    #: The stem is muted.
    MUTED = "muted"
    #: The stem is silent because others are in solo.
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


class Match(Struct, frozen=True, forbid_unknown_fields=True):
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


class Messages(Struct, frozen=True, forbid_unknown_fields=True):
    """What the controller is sent when it is plugged in, or when the show ends."""

    #: Whole messages, each in hexadecimal bytes ("F0 47 … F7").
    send: tuple[str, ...] = ()
    #: How long the controller needs afterwards before it takes anything else.
    settle_ms: Annotated[int, Meta(ge=0, le=2_000)] = 0


class LampStyle(Struct, frozen=True):
    """How one group of lamps is told what to show."""

    send: Send
    #: 0 to 15.
    channel: int
    #: For sysex: the message's bytes, with `LAMP` and `VALUE` where those belong.
    template: tuple[int, ...]
    #: What to send for a role ("muted"), for ``lit`` and for ``off``: one byte, or several for sysex.
    values: Mapping[str, tuple[int, ...]]

    def message(self, lamp: int, value: tuple[int, ...]) -> bytes:
        """The message that gives a lamp this value."""
        if self.send is Send.SYSEX:
            holes = {LAMP: (lamp,), VALUE: value}
            return bytes(byte for part in self.template for byte in holes.get(part, (part,)))
        status = (0x90 if self.send is Send.NOTE else 0xB0) | self.channel
        return bytes((status, lamp, value[0]))


class Control(Struct, frozen=True):
    """One knob, fader or button and what it does."""

    #: note or cc
    kind: str
    #: 0 to 15; None is any.
    channel: int | None
    number: int
    #: By its name in `sfa_live.model.action`.
    action: str
    #: The action's arguments; a fader's own value is missing from them.
    args: Mapping[str, Any]
    #: The action that it asks for; of a fader, at 0.
    asked: Action
    #: The argument that a fader moves (see `presets.faders`); None makes it a button.
    fader: str | None = None
    button: Button = Button.TRIGGER
    #: How far a fader with a middle goes either way, in its argument's unit.
    range: float = 0.0
    #: A fader that works upside down.
    invert: bool = False
    #: The name of its lamp's style, and the lamp's number there.
    lamp: str | None = None
    lamp_number: int = 0
    #: Where in the file it stands.
    line: int = 0


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
