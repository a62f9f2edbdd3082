"""``sfa-live devices``: what there is to play on and with."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import to_builtins

import engine
from midi import MidiRig
from sfa_live.commands import settings_from
from sfa_live.commands.client import ask
from sfa_live.errors import EngineError, LinkError
from sfa_live.model.show_state import ShowState
from sfa_live.settings import Settings

#: How long MIDI may take to tell its ports, in seconds.
_PATIENCE: Final = 3.0


def run(options: argparse.Namespace) -> int:
    """List sound outputs and MIDI ports."""
    midi = midi_state(settings_from(options))
    try:
        outputs = engine.devices()
    except engine.DeviceError as wrong:
        raise EngineError(str(wrong)) from wrong
    print("Sound outputs (choose one with: sfa-live serve --audio NAME)")
    for output in outputs:
        print(f"  {output.name}  ({output.backend}, {output.channels} channels, {output.rate} Hz)")
    if not outputs:
        print("  none: sfa_live would play on the null device, which nobody hears")
    print(f"MIDI ports ({midi['backend']})")
    for port in midi["devices"]:
        print(f"  {port['port_id']}  ({', '.join(_words(port))})")
        if port["problem"]:
            print(f"    {port['problem']}")
    if not midi["devices"]:
        print(f"  none{': ' + midi['message'] if midi['message'] else ''}")
    return 0


def _words(port: Mapping[str, Any]) -> Iterator[str]:
    """What there is to say of a MIDI port."""
    yield port["type"]
    yield port["status"]
    chosen = " (chosen)" if port["chosen_preset"] and port["chosen_preset"] == port["preset"] else ""
    yield f"mapping {port['preset'] or 'none'}{chosen}"
    if port["serial"]:
        yield f"serial number {port['serial']}"
    if not port["enabled"]:
        yield "switched off"
    if port["muted"]:
        yield "muted"
    if port["flooding"]:
        yield "FLOODING"


def midi_state(settings: Settings) -> dict[str, Any]:
    """The MIDI ports that the running rig has, or those that a rig would find."""
    try:
        state: dict[str, Any] = ask(settings, "/api/state")["midi"]
    except LinkError:
        told = threading.Event()
        rig = MidiRig(lambda *_: None, lambda: ShowState("devices"), backend=settings.midi)
        rig.on_devices(lambda _: told.set())
        rig.start()
        told.wait(_PATIENCE)
        state = to_builtins(rig.state)
        rig.stop()
    return state
