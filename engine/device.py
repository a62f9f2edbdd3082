"""Where the sound goes: the value that tells, and what every kind of output has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from engine.seat import Seat


@dataclass(frozen=True, slots=True)
class OutputDevice:
    """A device that the engine could play on."""

    name: str
    #: PortAudio's name of the system it belongs to, as "JACK Audio Connection Kit" or "ALSA".
    backend: str
    channels: int
    #: What it runs at when nobody asks for another rate.
    rate: int


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """Where the sound goes now, and why not elsewhere."""

    name: str
    backend: str
    #: Nothing can be heard: the engine's clock runs, the sound goes nowhere.
    null: bool
    #: The device that was asked for, when it is not this one.
    wanted: str | None
    latency_s: float
    #: The callback runs with real-time priority.
    realtime: bool
    #: What is wrong and what to do about it, in one sentence; None when all is well.
    message: str | None
    #: How many channels it takes: pairs of them, the first is the master.
    channels: int = 2


class Output(Protocol):
    """Something that takes a block of sound at a time, on its own thread, once it has taken over."""

    @property
    def seat(self) -> Seat:
        """Its place at the engine."""

    @property
    def name(self) -> str:
        """Its name, as the player knows it."""

    @property
    def backend(self) -> str:
        """The system it belongs to."""

    @property
    def latency_s(self) -> float:
        """From the block to the loudspeaker, as the system says."""

    @property
    def active(self) -> bool:
        """It says itself that it runs."""

    def take_over(self) -> None:
        """Begin to render: its seat is the open one from now on. Never waits."""

    def close(self) -> None:
        """Stop for good; returns when its thread is out of the engine. May take long when the device hangs."""
