"""What a MIDI back end must offer; the ones for real systems and the one for tests keep the same contract.

Threads: one thread lists, and enters and leaves the system; each port is opened, sent to and closed on a thread that is
its own while it lasts; another polls all inputs. A port is closed only when nobody polls it any more.
Errors: everything that goes wrong is a `MidiError` with a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

#: Our own ports, which other programs see, where the system has such.
VIRTUAL_IN: Final = "sfa_live in"
VIRTUAL_OUT: Final = "sfa_live out"

#: The clock's own port beside them.
VIRTUAL_CLOCK: Final = "sfa_live clock"

#: Messages that a port holds until it is polled; the oldest stay, what comes after is dropped by the driver.
INBOX: Final = 4_096
#: Seconds that a message may be on its way from its moment to the engine: a round of the MIDI thread, a wait for the
#: interpreter, and what follows. What comes later than that is late.
TRAVEL_S: Final = 0.00125
#: A system exclusive message longer than this, in bytes, is dropped.
SYSEX_LIMIT: Final = 65_536


class Hardware(Struct, frozen=True):
    """What a platform tells of the controller behind a port."""

    #: The same for all ports of one controller, until it is unplugged; empty where the platform does not tell.
    place: str = ""
    manufacturer: str | None = None
    model: str | None = None
    serial: str | None = None
    #: USB maker and product in hexadecimal ("09E8:004F").
    usb: str | None = None
    #: Which of the machine's sockets it is in: what tells two of a kind apart that have no serial number.
    socket: str | None = None


NO_HARDWARE: Final = Hardware()


class Listing(Struct, frozen=True):
    """A port that could be opened."""

    #: Names this very port until it is unplugged.
    key: str
    #: What it is called, the same after it was unplugged and came back; two of a kind have the same.
    name: str
    #: A program's port, where the system tells: only a mapping that knows its name takes it. A program that wants to
    #: play connects itself to `VIRTUAL_IN`; heard on its own port as well, its every note would count twice.
    is_program: bool = False
    hardware: Hardware = NO_HARDWARE
    #: Another number for a port that has gone and come back between two looks, where the system tells.
    plug: int = 0


class InputPort(Protocol):
    """An open input."""

    @property
    def wakes(self) -> int | None:
        """A file that can be read as soon as something has come; None: the port has to be asked again and again."""
        ...

    def poll(self) -> tuple[bytes, float] | None:
        """The oldest bytes that were not read yet, and their moment; None when there are none.

        The bytes need not be a whole message, nor only one. The moment is in seconds of `time.monotonic`, never before
        that of the bytes before: when the driver took them in, or that of their own frame where sound and messages
        share their frames, as at JACK; that one may be ahead of now, by less than a block. Never waits.
        """
        ...

    def close(self) -> None:
        """Give the port back. Harmless when it is gone or closed already."""
        ...


class OutputPort(Protocol):
    """An open output."""

    def send(self, message: Sequence[int]) -> None:
        """Send one message, as bytes. Harmless when the controller has gone."""
        ...

    def close(self) -> None:
        """Give the port back, after what was sent has left. Harmless when it is gone or closed already."""
        ...


class ClockPort(Protocol):
    """An open output for a clock alone. One thread sends, another closes it behind the last."""

    @property
    def ahead_s(self) -> float:
        """By how many seconds before its moment a message is wanted; 0: it leaves when it is sent."""
        ...

    def send(self, message: bytes, at: float) -> None:
        """Send one message so that it arrives at a moment of `time.monotonic`; moments never go back. Never waits."""
        ...

    def close(self) -> None:
        """Give the port back, after what was sent has left. Harmless when it is gone or closed already."""
        ...


class Backend(Protocol):
    """One system's MIDI."""

    #: jack, alsa, coremidi, windows or in-process
    name: str
    #: How long after its moment a message may still be on its way to the engine, in seconds.
    travel_s: float

    def alive(self) -> bool:
        """Whether the system still answers; a server may have ended."""
        ...

    def changes(self) -> int | None:
        """A number that grows whenever a port has come, gone or changed its name; None where only a look tells."""
        ...

    def inputs(self) -> Sequence[Listing]:
        """Everything that can be listened to: other programs' and controllers' ports, and our own `VIRTUAL_IN`."""
        ...

    def outputs(self) -> Sequence[Listing]:
        """Everything that can be sent to, our own `VIRTUAL_OUT` too."""
        ...

    def open_input(self, key: str) -> InputPort:
        """Open an input of the listing."""
        ...

    def open_output(self, key: str) -> OutputPort:
        """Open an output of the listing."""
        ...

    def open_clock(self, key: str) -> ClockPort:
        """Open an output of the listing once more, for a clock; of `VIRTUAL_OUT`, a port of ours beside it."""
        ...

    def close(self) -> None:
        """Take our virtual ports away and leave the system; all other ports are closed before."""
        ...


def listed(ports: Iterable[Listing]) -> tuple[Listing, ...]:
    """A listing whose keys are the ports' identities, made into one whose keys name one port each.

    Where a system gives two controllers of a kind one identity, their keys change with their number: nobody knows
    which of them has gone, so all of them have to be opened again.
    """
    found = tuple(ports)
    total = Counter(listing.key for listing in found)
    seen: Counter[str] = Counter()
    listings = []
    for listing in found:
        seen[listing.key] += 1
        twin = f" ({seen[listing.key]} of {total[listing.key]})" if total[listing.key] > 1 else ""
        listings.append(replace(listing, key=listing.key + twin))
    return tuple(listings)
