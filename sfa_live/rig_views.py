"""What the rig tells of its device and its ports, in the terms of the show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import to_builtins

import engine
from midi import MonitorLine
from sfa_live.model.show_state import AudioState, MidiDevice, MidiState

#: Messages in one event: nothing that the rig says may take long to write.
_PIECE: Final = 100


def read_audio(sound: engine.Engine, before: AudioState, late: int, now: float) -> AudioState:
    """Where the sound goes and how well.

    ``late``: blocks that came late since the last look; on the null device nobody could hear it. ``now``: seconds since
    1970, kept as the time of the last one.
    """
    device = sound.device
    heard = 0 if device.null else late
    return AudioState(
        device=device.name,
        backend=device.backend,
        null=device.null,
        wanted=device.wanted,
        block=sound.block,
        rate=sound.rate,
        channels=device.channels,
        latency_ms=round(device.latency_s * 1000.0, 2),
        realtime=device.realtime,
        xruns=before.xruns + heard,
        last_xrun=round(now, 1) if heard else before.last_xrun,
        message=device.message,
    )


def device_events(before: tuple[MidiDevice, ...], after: tuple[MidiDevice, ...]) -> list[dict[str, Any]]:
    """What happened to the MIDI ports between two states."""
    old = {device.port_id: device for device in before if device.status == "connected"}
    new = {device.port_id: device for device in after if device.status == "connected"}
    came = [{"name": "device:connected", "device": to_builtins(new[port])} for port in new.keys() - old.keys()]
    went = [{"name": "device:disconnected", "device": to_builtins(old[port])} for port in old.keys() - new.keys()]
    floods = {device.id: device for device in after if device.flooding and device.direction == "input"}
    known = {device.id for device in before if device.flooding}
    floods_now = [{"name": "device:flooding", "device": to_builtins(floods[unit])} for unit in floods.keys() - known]
    return came + went + floods_now


def history_events(port_id: str, lines: Sequence[MonitorLine]) -> Iterator[dict[str, Any]]:
    """What a monitored port has sent before, in pieces; one without lines when that is nothing."""
    for begin in range(0, max(len(lines), 1), _PIECE):
        piece = to_builtins(lines[begin : begin + _PIECE])
        more = begin + _PIECE < len(lines)
        yield {"name": "message:history", "port_id": port_id, "lines": piece, "more": more}


def learn_events(before: MidiState, after: MidiState) -> list[dict[str, Any]]:
    """How the learning of a control has gone on between two states."""
    old, new = before.learn, after.learn
    if new == old:
        return []
    if new is None:
        waited = old is not None and old.phase in ("waiting", "heard")
        return [{"name": "learn:cancelled", "learn": to_builtins(old)}] if waited else []
    names = ["learn:conflict"] if new.phase == "assigned" and new.replaced else []
    return [{"name": name, "learn": to_builtins(new)} for name in [*names, f"learn:{new.phase}"]]
