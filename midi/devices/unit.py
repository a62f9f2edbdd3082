"""A controller: what a player owns, whatever number of ports it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from midi.devices.flood import FloodAlarm
from midi.devices.hands import Hands
from midi.devices.identity import Reply
from midi.devices.settings import UnitSettings
from midi.mapping.view import View

#: What a port's name says of its direction: without it, both ports of a controller are called the same.
_DIRECTION: Final = re.compile(
    r"midi_(?:capture|playback)_|(?<=\w) (?:in|out)$|\((?:capture|playback)\)", re.IGNORECASE
)


class Unit:
    """One controller. Its ports share its settings."""

    def __init__(self, unit_id: str, settings: UnitSettings, wake: Callable[[], None]) -> None:
        self.id = unit_id
        self.settings = settings
        #: It has answered since it was plugged in. Written on the MIDI thread, as the answer is.
        self.has_answered = False
        #: It was asked as often as anybody is, and has not answered since it was plugged in.
        self.is_silent = False
        #: What it answered when it was asked who it is, now or another night; None: nothing.
        self.reply: Reply | None = Reply(bytes.fromhex(settings.identity)) if settings.identity else None
        self.flood = FloodAlarm()
        #: Something was played on it since the start. Written on the MIDI thread.
        self.is_played = False
        #: Where its surface is: page, layers, deck, bank; the same after a replug. Written on the MIDI thread.
        self.view = View()
        self._wake = wake
        self.hands = Hands(wake)

    def see(self, view: View) -> None:
        """Its surface is somewhere else now. Thread: MIDI."""
        self.view = view
        self._wake()

    @property
    def answer(self) -> Reply | None:
        """Who it says it is; None where it no longer does: another one is on the same cable by now."""
        return None if self.is_silent and not self.has_answered else self.reply

    @property
    def is_muted(self) -> bool:
        """Whether what it says is not to be done: a hand has said so, or had it muted while it floods."""
        return self.settings.muted or (self.settings.guarded and self.flood.on)


def unit_name(port_name: str) -> str:
    """What the ports of one controller have in common in their names."""
    return _DIRECTION.sub("", port_name).strip()


def unit_id(name: str, number: int) -> str:
    """A controller's id: of two of a kind the second is ``NAME #2``."""
    return name if number == 1 else f"{name} #{number}"
