"""One port of a controller: what is known of it, and what is open of it."""

from __future__ import annotations

from typing import Final, Literal

from midi.devices.flood import LossAlarm
from midi.devices.line import InputLine, OutputLine
from midi.devices.unit import Unit
from midi.feedback import Face
from midi.listener import Ear
from midi.ports import NO_HARDWARE, Hardware
from presets import Preset
from sfa_live.model.show_state import MidiDevice

Direction = Literal["input", "output"]

_TYPE_WORDS: Final = {
    "virtual": ("virtual", "through", "iac", "loopmidi"),
    "network": ("network", "rtp", "session"),
    "usb": ("usb",),
}


class Device:
    """One port, plugged in or remembered. Thread: the keeper's."""

    def __init__(self, direction: Direction, name: str, number: int, port_id: str, unit: Unit) -> None:
        """``number``: which one of its kind it is, from 1."""
        self.direction = direction
        self.name = name
        self.number = number
        self.port_id = port_id
        self.unit = unit
        #: The back end's key for it; None while it is unplugged.
        self.key: str | None = None
        self.plug = 0
        self.is_program = False
        self.hardware: Hardware = NO_HARDWARE
        self.preset: Preset | None = None
        #: The way to it, as soon as it is to be opened.
        self.line: InputLine | OutputLine | None = None
        #: An open input's ear, an open output's face.
        self.ear: Ear | None = None
        self.face: Face | None = None
        #: What came of an input and could not be played.
        self.losses = LossAlarm()
        #: The ear hears, but nothing comes of it.
        self.is_deaf = False
        #: It has been opened since it was plugged in, or is not to be, or cannot be: there is something to tell of it.
        self.is_settled = False
        #: When it was last asked who it is, and how often (see `midi.devices.asking`).
        self.asked_at = 0.0
        self.asked = 0
        #: Why it cannot be used, and when to try again (`time.monotonic`).
        self.problem: str | None = None
        self.retry = 0.0

    @property
    def wants_open(self) -> bool:
        """Whether it is to be listened or sent to."""
        return self.key is not None and self.preset is not None and self.unit.settings.enabled

    @property
    def is_in_use(self) -> bool:
        """Whether it is listened or sent to now."""
        return self.ear is not None or self.face is not None

    def told(self) -> MidiDevice:
        """The port as surfaces see it."""
        unit, preset = self.unit, self.preset
        return MidiDevice(
            port_id=self.port_id,
            name=self.name,
            direction=self.direction,
            type=self._type(),
            status="connected" if self.key is not None and self.is_settled else "disconnected",
            preset=preset.file if preset else None,
            preset_title=preset.name if preset else None,
            chosen_preset=unit.settings.preset,
            id=unit.id,
            manufacturer=self.hardware.manufacturer or (unit.answer.maker if unit.answer else None),
            model=self.hardware.model or (preset.name if preset and not preset.match.fallback else None),
            serial=self.hardware.serial,
            enabled=unit.settings.enabled,
            muted=unit.is_muted,
            guarded=unit.settings.guarded,
            flooding=unit.flood.on,
            played=unit.is_played,
            has_lamps=self.face is not None,
            settings=dict(preset.settings) if preset else {},
            problem=self.problem,
        )

    def _type(self) -> str:
        """What kind of port it is: its name may say so, else its mapping does."""
        if self.key is None and self.preset is None:
            return "unknown"
        folded = self.name.casefold()
        named = (kind for kind, words in _TYPE_WORDS.items() if any(word in folded for word in words))
        mapped = self.preset.match.type if self.preset else "unknown"
        return next(named, "virtual" if self.is_program else "usb" if self.hardware.usb else mapped)
