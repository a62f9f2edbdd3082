"""The desk on a bench: controllers that play by what was learnt, hands, and files."""

from __future__ import annotations

import threading
import time
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from midi.learn.desk import Desk
from midi.wire.event import Event, Kind
from presets import PresetFolder
from presets.written import Row, rows_of
from sfa_live.model.action import MidiLearn
from sfa_live.model.show_state import LearnState, MidiDevice, MidiState
from tests.midi import hands

PADS = "input:Pads"


def device(name: str = "Pads", preset: str | None = "generic", **changes: Any) -> MidiDevice:
    return MidiDevice(f"input:{name}", name, "input", "usb", "connected", preset, id=name, **changes)


class Controllers:
    """Those who look after the controllers: they play by what was chosen, else by what was learnt, as a rig would."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fitting: dict[str, str | None] = {}
        self.plug(device())
        self.renewed = 0
        self.chosen: list[tuple[str, str | None]] = []
        #: The layers that are open, by the port.
        self.layers: dict[str, str] = {}

    def plug(self, *devices: MidiDevice) -> None:
        """These and no others are there now; each plays by its mapping unless one is learnt or chosen for it."""
        self.state = MidiState(devices=devices)
        self._fitting = {each.port_id: each.preset for each in devices}

    def renew(self) -> None:
        assert threading.current_thread().name == "sfa-midi-learn"
        self.renewed += 1
        self._play()

    def choose(self, port_id: str, name: str | None) -> None:
        assert threading.current_thread().name == "sfa-midi-learn"
        self.chosen.append((port_id, name))
        devices = self.state.devices
        self.state = MidiState(
            devices=tuple(replace(each, chosen_preset=name) if each.port_id == port_id else each for each in devices)
        )
        self._play()

    def layer(self, port_id: str) -> str | None:
        return self.layers.get(port_id)

    def _play(self) -> None:
        self.state = MidiState(devices=tuple(replace(each, preset=self._of(each)) for each in self.state.devices))

    def _of(self, device: MidiDevice) -> str | None:
        if device.chosen_preset is not None:
            return device.chosen_preset
        for file in sorted(self._folder.glob("learnt-*.toml")):
            if any(part in device.name for part in tomllib.loads(file.read_text())["match"]["ports"]):
                return file.stem
        return self._fitting[device.port_id]


class Bench:
    """A desk with a controller on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.controllers = Controllers(folder)
        self.told: list[LearnState | None] = []
        self.desk = Desk(PresetFolder([folder]), self.controllers, lambda: self.told.append(self.desk.state))

    def learn(self, action: str, port_id: str | None = None, **args: Any) -> None:
        self.desk.learn(MidiLearn(action=action, args=args, port_id=port_id)).result(3)

    def send(self, kind: Kind, number: int, value: int, *, channel: int = 0, port_id: str = PADS) -> bool:
        """Send a message; whether it was caught."""
        return self.desk.hands.hear(port_id, Event(kind, channel, number, value, time.monotonic()))

    def press(self, note: int, **place: Any) -> None:
        self.send(Kind.NOTE_ON, note, 100, **place)
        self.send(Kind.NOTE_OFF, note, 64, **place)

    def sweep(self, cc: int, **place: Any) -> None:
        for value in range(10, 120):
            self.send(Kind.CC, cc, value, **place)

    def assigned(self) -> LearnState:
        until(lambda: self.desk.state is not None and self.desk.state.phase == "assigned")
        assert self.desk.state is not None
        return self.desk.state

    def text(self, name: str = "learnt-pads") -> str:
        return (self.folder / f"{name}.toml").read_text()

    def bound(self, name: str = "learnt-pads") -> dict[str, tuple[str, dict[str, Any]]]:
        return {row.control: (row.action, dict(row.args)) for row in rows_of(self.text(name))}

    def row(self, control: str, name: str = "learnt-pads", **settings: int) -> Row:
        return next(row for row in rows_of(self.text(name), settings) if row.control == control)

    def mine(self, text: str, name: str = "mine") -> None:
        """A mapping of the user's own, written by hand."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / f"{name}.toml").write_text(text)


#: Wait until something is so; writing a file may take its time.
until = partial(hands.until, seconds=10.0)
