"""What a MIDI back end must offer; the ones for real systems and the one for tests keep the same contract.

Threads: one thread lists, opens, sends and closes; another polls. A port is closed only when nobody polls it any more.
Errors: everything that goes wrong is a `MidiError` with a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from msgspec import Struct

#: Our own ports, which other programs see, where the system has such.
VIRTUAL_IN: Final = "sfa_live in"
VIRTUAL_OUT: Final = "sfa_live out"

#: Messages that a port holds until it is polled; the oldest stay, what comes after is dropped by the driver.
INBOX: Final = 1_024
#: A system exclusive message longer than this, in bytes, is dropped.
SYSEX_LIMIT: Final = 65_536


class Listing(Struct, frozen=True):
    """A port that could be opened."""

    #: Names this very port until it is unplugged.
    key: str
    #: What it is called, the same after it was unplugged and came back; two of a kind have the same.
    name: str
    #: A program's port, where the system tells: only a mapping that knows its name takes it. A program that wants to
    #: play connects itself to `VIRTUAL_IN`; heard on its own port as well, its every note would count twice.
    is_program: bool = False


class InputPort(Protocol):
    """An open input."""

    def poll(self) -> tuple[bytes, float] | None:
        """The oldest bytes that were not read yet, and when the driver took them in; None when there are none.

        The bytes need not be a whole message, nor only one. The moment is in seconds of `time.monotonic`, never ahead
        of it, never before that of the bytes before. Never waits.
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


class Backend(Protocol):
    """One system's MIDI."""

    #: jack, alsa, coremidi, windows or in-process
    name: str

    def alive(self) -> bool:
        """Whether the system still answers; a server may have ended."""
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

    def close(self) -> None:
        """Take our virtual ports away and leave the system; all other ports are closed before."""
        ...


def listed(ports: Iterable[tuple[str, str, bool]]) -> tuple[Listing, ...]:
    """A listing from ``(identity, name, is_program)``.

    Where a system gives two controllers of a kind one identity, their keys change with their number: nobody knows
    which of them has gone, so all of them have to be opened again.
    """
    found = tuple(ports)
    total = Counter(identity for identity, *_ in found)
    seen: Counter[str] = Counter()
    listings = []
    for identity, name, is_program in found:
        seen[identity] += 1
        twin = f" ({seen[identity]} of {total[identity]})" if total[identity] > 1 else ""
        listings.append(Listing(key=identity + twin, name=name, is_program=is_program))
    return tuple(listings)
