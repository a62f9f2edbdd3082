"""A JACK output of our own: lamps, and whatever else has no moment of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from midi.backends.jack.client import JackClient
from midi.backends.jack.on_jack_thread import OUTPUT

#: Bytes of the ring, a power of two: the lamps of many surfaces, and long messages.
_RING: Final = 131_072
#: Seconds that the last message may take to leave, when the server is late.
_FAREWELL_S: Final = 0.25


class JackOutput:
    """A port of ours that sends to another one, or to whoever is connected to it. Implements `OutputPort`."""

    def __init__(self, client: JackClient, name: str | None = None, target: str | None = None) -> None:
        """``name``: the port's own, when others shall know it. ``target``: the full name of a port; None: of none.

        Raises `MidiError`.
        """
        self._client = client
        self._slot = client.open(OUTPUT, name, _RING, target)
        self._is_open = True

    def send(self, message: Sequence[int]) -> None:
        """Send one message with the next cycle. Raises `MidiError`."""
        if self._is_open and self._client.is_there:
            self._slot.put(bytes(message))

    def close(self) -> None:
        """Give the port back, when the last message has left."""
        end = time.monotonic() + _FAREWELL_S
        while self._slot.waits and self._client.is_there and time.monotonic() < end:
            time.sleep(0.001)
        self._is_open = False
        self._slot.close()
