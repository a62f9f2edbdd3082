"""The outputs that get the clock: opened when they are wanted and there, closed when they are not.

Thread: the keeper's, everything.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import Final

from midi.clock.send import ClockSender
from midi.ports import Backend
from sfa_live.errors import MidiError

logger = logging.getLogger("sfa_live.midi.clock")

#: An output that is there: the key that opens it, and its plug's number, another one when it has gone and come back.
Plug = tuple[str, int]

#: Seconds between two tries to open an output that would not open.
_RETRY: Final = 5.0


class ClockOutputs:
    """Keeps the clock's sender in step with what is wanted and what is plugged in."""

    def __init__(self, sender: ClockSender) -> None:
        self._sender = sender
        #: Where the clock is sent, by port id.
        self._plugs: dict[str, Plug] = {}
        #: Why a port gets no clock, and when to try again.
        self._problems: dict[str, tuple[str, float]] = {}

    @property
    def problems(self) -> list[str]:
        """Why ports that are wanted get no clock, a sentence each."""
        return [problem for problem, _ in self._problems.values()]

    def tend(self, backend: Backend, plugged: Mapping[str, Plug], wanted: Collection[str], now: float) -> None:
        """Open and close what has changed. ``plugged``: every output that is there, by its port id."""
        for port_id in self._sender.ports:
            if port_id not in wanted or plugged.get(port_id) != self._plugs[port_id]:
                self._sender.remove(port_id)
        for port_id, reason in self._sender.take_broken().items():
            self._note(port_id, reason, now)
        self._problems = {port_id: told for port_id, told in self._problems.items() if port_id in wanted}
        for port_id in wanted:
            if port_id not in plugged or port_id in self._sender.ports or now < self._retry(port_id):
                continue
            try:
                self._plugs[port_id] = plugged[port_id]
                self._sender.add(port_id, backend.open_clock(plugged[port_id][0]))
                self._problems.pop(port_id, None)
            except MidiError as wrong:
                self._note(port_id, wrong.message, now)

    def close(self) -> None:
        """Stop everybody, and close all ports; before the system is left."""
        for port_id in self._sender.ports:
            self._sender.remove(port_id)

    def _retry(self, port_id: str) -> float:
        return self._problems[port_id][1] if port_id in self._problems else 0.0

    def _note(self, port_id: str, reason: str, now: float) -> None:
        problem = f"{port_id} gets no clock: {reason}"
        self._problems[port_id] = (problem, now + _RETRY)
        logger.warning("%s", problem)
