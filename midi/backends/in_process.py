"""A MIDI system inside the process, for tests: a bay into which controllers are plugged.

It keeps the contract of the real ones and is stricter about it: where they would end the process or lose messages, it
raises `AssertionError`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from midi.ports import (
    INBOX,
    NO_HARDWARE,
    TRAVEL_S,
    VIRTUAL_IN,
    VIRTUAL_OUT,
    ClockPort,
    Hardware,
    InputPort,
    Listing,
    OutputPort,
    listed,
)
from sfa_live.errors import MidiError


class Controller:
    """A controller in the bay: ``sent`` is what it was sent, message by message."""

    def __init__(
        self,
        name: str,
        *,
        has_input: bool = True,
        has_output: bool = True,
        is_program: bool = False,
        hardware: Hardware = NO_HARDWARE,
    ) -> None:
        self.name = name
        self.is_program = is_program
        self.hardware = hardware
        #: How often it was plugged in.
        self.plugs = 0
        self.has_input = has_input
        self.has_output = has_output
        self.sent: list[bytes] = []
        self._ears: list[_Input] = []
        #: Called whenever somebody opens one of its ports, and with every message that it is sent; may raise or wait.
        self.on_open: Callable[[], None] = lambda: None
        self.on_sent: Callable[[bytes], None] = self.sent.append

    def play(self, *data: int, at: float | None = None) -> None:
        """Send bytes to whoever listens. ``at``: when the driver takes them in, by `time.monotonic`; None is now."""
        moment = time.monotonic() if at is None else at
        for ear in self._ears:
            ear.take(bytes(data), moment)

    def plug_ear(self, ear: _Input) -> None:
        """Somebody begins to listen."""
        self._ears.append(ear)

    def pull_ear(self, ear: _Input) -> None:
        """Somebody stops listening."""
        if ear in self._ears:
            self._ears.remove(ear)


class Bay:
    """The system itself: what is plugged in, what is open, whether it answers."""

    def __init__(self) -> None:
        self.answers = True
        self.plugged: list[Controller] = []
        self.virtual_in = Controller(VIRTUAL_IN, has_output=False)
        self.virtual_out = Controller(VIRTUAL_OUT, has_input=False)
        #: How many ports and clients are open: none may be left at the end.
        self.open_ports = 0
        self.clients = 0
        self._lock = threading.Lock()
        self._plugs = 0

    @property
    def plugs(self) -> int:
        """How often anything was plugged in or out."""
        return self._plugs

    def count_port(self, more: int) -> None:
        """A port was opened (1) or closed (-1). Thread: any."""
        with self._lock:
            self.open_ports += more

    def plug(self, controller: Controller) -> Controller:
        """Plug a controller in."""
        self.plugged.append(controller)
        self._plugs += 1
        controller.plugs += 1
        return controller

    def pull(self, controller: Controller) -> None:
        """Pull a controller out."""
        self.plugged.remove(controller)
        self._plugs += 1

    def open(self, client: str) -> InProcessBackend:
        """A back end's opener: enter the system."""
        if not self.answers:
            raise MidiError("The bay does not answer.")
        return InProcessBackend(self, client)


class InProcessBackend:
    """A client of the bay."""

    name = "in-process"
    travel_s = TRAVEL_S

    def __init__(self, bay: Bay, _client: str) -> None:
        self._bay = bay
        self._is_open = True
        bay.clients += 1

    def alive(self) -> bool:
        """Whether the bay still answers."""
        return self._bay.answers

    def changes(self) -> int | None:
        """How often anything was plugged in or out."""
        return self._bay.plugs

    def inputs(self) -> Sequence[Listing]:
        """Everything that can be listened to."""
        return self._list([*(c for c in self._bay.plugged if c.has_input), self._bay.virtual_in])

    def outputs(self) -> Sequence[Listing]:
        """Everything that can be sent to."""
        return self._list([*(c for c in self._bay.plugged if c.has_output), self._bay.virtual_out])

    def open_input(self, key: str) -> InputPort:
        """Open an input of the listing."""
        return _Input(self._bay, self._find(self.inputs(), key, [c for c in self._bay.plugged if c.has_input]))

    def open_output(self, key: str) -> OutputPort:
        """Open an output of the listing."""
        return _Output(self._bay, self._find(self.outputs(), key, [c for c in self._bay.plugged if c.has_output]))

    def open_clock(self, key: str) -> ClockPort:
        """Open an output of the listing for a clock."""
        return _Clock(self.open_output(key))

    def close(self) -> None:
        """Leave the bay."""
        if not self._is_open or self._bay.open_ports:
            raise AssertionError("left twice, or with ports open")
        self._is_open = False
        self._bay.clients -= 1

    def _list(self, controllers: Sequence[Controller]) -> tuple[Listing, ...]:
        if not self._is_open:
            raise AssertionError("listed after it was left")
        return listed(Listing(one.name, one.name, one.is_program, one.hardware, one.plugs) for one in controllers)

    def _find(self, listings: Sequence[Listing], key: str, controllers: Sequence[Controller]) -> Controller:
        if key == VIRTUAL_IN:
            return self._bay.virtual_in
        if key == VIRTUAL_OUT:
            return self._bay.virtual_out
        for listing, controller in zip(listings, controllers, strict=False):
            if listing.key == key:
                return controller
        raise MidiError(f"{key} was unplugged.")


class _Input:
    wakes: int | None = None

    def __init__(self, bay: Bay, controller: Controller) -> None:
        self._bay = bay
        self._controller = controller
        self._inbox: deque[tuple[bytes, float]] = deque()
        self._latest = 0.0
        self._reader: int | None = None
        controller.on_open()
        self._is_open = True
        bay.count_port(1)
        controller.plug_ear(self)

    def take(self, data: bytes, at: float) -> None:
        if at > time.monotonic() or at < self._latest:
            raise AssertionError("a driver takes nothing in before it comes, and nothing before what came first")
        self._latest = at
        if len(self._inbox) < INBOX - 1:
            self._inbox.append((data, at))

    def poll(self) -> tuple[bytes, float] | None:
        thread = threading.get_ident()
        self._reader = self._reader or thread
        if not self._is_open or thread != self._reader:
            raise AssertionError("polled after it was closed, or on two threads")
        return self._inbox.popleft() if self._inbox else None

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._bay.count_port(-1)
            self._controller.pull_ear(self)


class _Output:
    def __init__(self, bay: Bay, controller: Controller) -> None:
        self._bay = bay
        self._controller = controller
        controller.on_open()
        self._is_open = True
        bay.count_port(1)

    def send(self, message: Sequence[int]) -> None:
        if not self._is_open:
            raise AssertionError("sent after it was closed")
        self._controller.on_sent(bytes(message))

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._bay.count_port(-1)


class _Clock:
    """A clock's own output; it wants its messages at their moment, and in their order."""

    ahead_s = 0.0

    def __init__(self, port: OutputPort) -> None:
        self._port = port
        self._sender: int | None = None
        self._latest = 0.0

    def send(self, message: bytes, at: float) -> None:
        thread = threading.get_ident()
        self._sender = self._sender or thread
        if thread != self._sender or at < self._latest:
            raise AssertionError("sent by two threads, or back in time")
        self._latest = at
        self._port.send(message)

    def close(self) -> None:
        self._port.close()
