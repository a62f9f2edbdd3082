"""The engine on a device, or on the null device while there is none."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from engine.device import DeviceInfo, Output
from engine.errors import DeviceError
from engine.null import NULL, NullOutput
from engine.portaudio import PortAudioOutput
from engine.portaudio_library import close, finish
from engine.priority import make_realtime
from engine.search import Search
from engine.seat import Seat
from engine.stretch import StretchThreads
from engine.wall import Wall

#: Seconds without a block after which a device counts as lost.
STALL_S: Final = 0.5
#: Seconds that closing waits for a device that hangs.
_PATIENCE_S: Final = 2.0


class Engine(Wall):
    """Plays on a device. Implements `Sound`; decks, positions and commands outlive the device."""

    def __init__(self, device: str, rate: int, block: int, channels: int) -> None:
        super().__init__(rate, block, channels)
        self._wanted = device
        self._stretching = StretchThreads(lambda deck, ahead: self._stretcher(deck, block, ahead), block)
        self._search: Search | None = None
        self._output, message = self._first_output()
        self._output.take_over()
        self._blocks = 0
        self._moved = time.monotonic()
        self._device = self._describe(message)

    @classmethod
    def open(cls, device: str = "", rate: int = 48_000, block: int = 128, channels: int = 2) -> Engine:
        """Start on a device: by a part of its name, "null" for none, or whatever the system offers.

        When it cannot be opened the engine runs on the null device and looks for it; `device` tells. Never raises for
        want of a device. A device with fewer channels plays the first of them. Raises ValueError when ``channels`` are
        not 2, 4, 6 or 8.
        """
        return cls(device, rate, block, channels)

    @property
    def device(self) -> DeviceInfo:
        """Where the sound goes, as of the last `check`."""
        return self._device

    def check(self) -> bool:
        """Look after the device; True when `device` has changed. Never waits. To be called about every 250 ms.

        A device that has stopped is left for the null device, and looked for until it is back.
        """
        if self._search is None:
            if self._stalled() and not isinstance(self._output, NullOutput):
                self._leave_device()
        elif (found := self._search.found()) is not None:
            self._change_over(found)
            self._search = None
        before = self._device
        self._device = self._describe(self._search.message if self._search else None)
        return self._device != before

    def close(self) -> None:
        """Stop, and let the device go. The sound ends where it is: fade out before."""
        self._stretching.close()
        if self._search is not None:
            self._search.give_up(_PATIENCE_S)
        if isinstance(self._output, NullOutput):
            self._output.close()
        else:
            close(self._output)
        if self._wanted != NULL:
            finish()

    def _attend(self, deck: int) -> None:
        self._stretching.attend(deck)

    def _first_output(self) -> tuple[Output, str | None]:
        if self._wanted == NULL:
            return self._null_output(), None
        try:
            return self._portaudio_output(), None
        except DeviceError as wrong:
            self._search = Search(self._portaudio_output, None)
            return self._null_output(), str(wrong)

    def _null_output(self) -> Output:
        return NullOutput(Seat(self._address, self.channels), self.block)

    def _portaudio_output(self) -> Output:
        return PortAudioOutput(self._address, self._wanted, self.rate, self.block, self.channels)

    def _stalled(self) -> bool:
        blocks = self.snapshot().timing.blocks
        now = time.monotonic()
        if blocks != self._blocks:
            self._blocks = blocks
            self._moved = now
        return now - self._moved >= STALL_S or not self._output.active

    def _leave_device(self) -> None:
        lost = self._output
        self._change_over(self._null_output())
        self._search = Search(self._portaudio_output, lost)

    def _change_over(self, output: Output) -> None:
        """Let another output render. The one before is closed unless it is lost: that may take for ever."""
        before = self._output
        before.seat.close()
        if isinstance(before, NullOutput):
            before.close()
        self._output = output
        self._moved = time.monotonic()
        output.take_over()

    def _fewer_channels(self) -> str | None:
        there = self._output.seat.channels
        if there == self.channels:
            return None
        return (
            f"{self._output.name} has {there} of the {self.channels} channels that are wanted: the others are silent."
        )

    def _describe(self, message: str | None) -> DeviceInfo:
        null = isinstance(self._output, NullOutput)
        described = DeviceInfo(
            name=self._output.name,
            backend=self._output.backend,
            null=null,
            wanted=None,
            latency_s=self._output.latency_s,
            realtime=not null and make_realtime(self.snapshot().timing.thread),
            message=message or self._fewer_channels(),
            channels=self._output.seat.channels,
        )
        if null and self._wanted != NULL:
            return replace(described, wanted=self._wanted or "the system's own device")
        return described
