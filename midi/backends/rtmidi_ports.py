"""Ports of python-rtmidi.

Inputs are polled and never call back: a callback would run Python on the driver's own thread, which loses messages.
Ports are closed and deleted by hand, because the interpreter frees them whenever it likes, and until then they stay
visible.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import rtmidi

from midi.wire.driver_time import DriverTime
from sfa_live.errors import MidiError

logger = logging.getLogger("sfa_live.midi")
_T = TypeVar("_T")

#: Seconds between closing a port and deleting it: more than a block of any server that is fit for the stage.
_FAREWELL: Final = 0.025


class RtMidiInput:
    """An open input of python-rtmidi; the virtual one stays with the back end (``keep``)."""

    #: It has to be asked.
    wakes: int | None = None

    def __init__(self, handle: Any, *, keep: bool) -> None:
        self._handle = None if keep else handle
        self._time = DriverTime()
        self._next: Callable[[], tuple[list[int], float] | None] = handle.get_message

    def poll(self) -> tuple[bytes, float] | None:
        """The oldest bytes that were not read yet, and when they came."""
        try:
            found = self._next()
        except rtmidi.RtMidiError as wrong:
            raise MidiError(f"A MIDI input broke: {wrong}") from wrong
        if found is None:
            return None
        data, delta = found
        return bytes(data), self._time.moment(delta, time.monotonic())

    def close(self) -> None:
        """Give the port back."""
        # A deleted handle must never be touched again: it would end the process.
        self._next = lambda: None
        handle, self._handle = self._handle, None
        if handle is not None:
            discard(handle)


class RtMidiOutput:
    """An open output of python-rtmidi; the virtual one stays with the back end (``keep``)."""

    def __init__(self, handle: Any, *, keep: bool) -> None:
        self._handle: Any = handle
        self._keep = keep

    def send(self, message: Sequence[int]) -> None:
        """Send one message."""
        if self._handle is None:
            return
        try:
            self._handle.send_message(message)
        except rtmidi.RtMidiError as wrong:
            raise MidiError(f"A MIDI output broke: {wrong}") from wrong

    def close(self) -> None:
        """Give the port back."""
        handle, self._handle = self._handle, None
        if handle is not None and not self._keep:
            discard(handle)


def attempt(label: str, step: Callable[[], _T]) -> _T:
    """Do something with python-rtmidi; what goes wrong is a `MidiError`. ``label``: the system's name."""
    try:
        return step()
    except rtmidi.RtMidiError as wrong:
        raise MidiError(f"{label} says: {wrong}") from wrong


def drop_backlog(handle: Any) -> None:
    """Forget what came while nobody listened. Thread: any, while no other polls."""
    while handle.get_message() is not None:
        pass


def discard(handle: Any) -> None:
    """Close a port and delete it."""
    try:
        handle.close_port()
    except rtmidi.RtMidiError as wrong:
        logger.debug("closing a port: %s", wrong)
    # JACK's thread may still be in this port; deleted under it, the port would end the process.
    time.sleep(_FAREWELL)
    handle.delete()
