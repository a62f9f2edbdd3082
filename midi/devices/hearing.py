"""Listens to every controller beside its surface: who it is, whether it floods, what hands do on it. Thread: MIDI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from midi.devices.identity import read_reply
from midi.devices.unit import Unit
from midi.ports import InputPort
from midi.wire.event import Event, Kind

_NOBODY: Final[Mapping[str, Unit]] = {}


class Hearing:
    """A tap that takes nothing away."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """``wake`` is called when a controller has said who it is."""
        self._wake = wake
        #: The controllers by their inputs' ids. Replaced whole by the keeper.
        self.units: Mapping[str, Unit] = _NOBODY

    def hear(self, port_id: str, event: Event) -> bool:
        """Take note of a message, and let it pass."""
        unit = self.units.get(port_id)
        if unit is None:
            return False
        unit.flood.count += 1
        if event.kind is Kind.SYSEX:
            reply = read_reply(event.data)
            if reply is not None:
                unit.reply, unit.has_answered = reply, True
                self._wake()
        else:
            unit.is_played = unit.is_played or event.channel >= 0
            unit.hands.note(event)
        return False


class GuardedInput:
    """An input whose driver may fail: it falls silent, and says why. Nothing that it does reaches the MIDI thread."""

    def __init__(self, port: InputPort) -> None:
        self._port = port
        #: What is wrong with it, in a sentence.
        self.problem: str | None = None

    @property
    def wakes(self) -> int | None:
        """The port's own; a broken one wakes nobody."""
        return None if self.problem is not None else self._port.wakes

    def poll(self) -> tuple[bytes, float] | None:
        """The oldest bytes that were not read yet; None when there are none or the port is broken."""
        if self.problem is not None:
            return None
        try:
            return self._port.poll()
        except Exception as broken:  # noqa: BLE001 - whatever a driver raises, the other ports play on
            self.problem = str(broken) or type(broken).__name__
            return None

    def close(self) -> None:
        """Give the port back."""
        self._port.close()
