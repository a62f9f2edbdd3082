"""The MIDI thread: looks into every open input as soon as it is woken, or where it has to ask, every half millisecond,
and lets the surfaces act.

It is the only thread that polls. Others hand it ports and take them back; a port that was taken back is polled no more.
"""

from __future__ import annotations

import logging
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from midi.hurry import hurry
from midi.ports import INBOX, InputPort
from midi.surface import Surface
from midi.wire.event import Event
from midi.wire.inbox import Inbox
from midi.wire.parser import Parser
from sfa_live.errors import MidiError

logger = logging.getLogger("sfa_live.midi.in")

#: Seconds between two rounds, where ports have to be asked.
_PERIOD: Final = 0.0005
#: Milliseconds after which there is a round though no port has woken us: buttons become long, halves wait for others.
_QUIET_MS: Final = 2
#: The most messages of one input that its surface hears in one round, so that a flood on one does not silence others.
_ROUND: Final = 64
#: Below the audio threads, above everything else.
_PRIORITY: Final = 50
#: Seconds that a port's giver waits until the thread has let go of it.
_PATIENCE: Final = 1.0
#: As many pieces at once in a driver's own inbox mean that it was full.
_FULL: Final = INBOX - 1

#: Hears everything before the surfaces do: the port's id and the message. True: it is taken, no surface shall hear it.
#: Called on the MIDI thread: it must be quick.
Tap = Callable[[str, Event], bool]


class Ear:
    """An open input and its surface."""

    def __init__(self, port_id: str, port: InputPort, surface: Surface, before: Ear | None = None) -> None:
        """``before``: the same input's with another surface, which is listened to no more."""
        self.port_id = port_id
        self.port = port
        self.surface = surface
        self.parser: Parser = Parser() if before is None else before.parser
        self.inbox: Inbox = Inbox() if before is None else before.inbox
        #: How often its driver had no room, and may have dropped what nobody can count.
        self.overruns: int = 0 if before is None else before.overruns
        self.released = threading.Event()

    @property
    def lost(self) -> int:
        """How many messages there was no room for; an overrun of the driver's counts as one. Thread: any."""
        return self.inbox.lost + self.overruns


class Listener:
    """The MIDI thread."""

    def __init__(self) -> None:
        self._taps: tuple[Tap, ...] = ()
        self._ears: tuple[Ear, ...] = ()
        #: What the ears wake us by, made when they do (Windows has no such thing), and which ears those were.
        self._bells: select.poll
        self._woken_by: tuple[Ear, ...] = ()
        self._leaving: deque[Ear] = deque()
        self._swap = threading.Lock()
        self._letting_go = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sfa-midi", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread. Held buttons let go first."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()

    def add_tap(self, tap: Tap) -> None:
        """Let somebody hear every message before the surfaces, behind those who came first. Thread: any."""
        with self._swap:
            self._taps = (*self._taps, tap)

    def add(self, ear: Ear) -> None:
        """Listen to one more input. Thread: any."""
        with self._swap:
            self._ears = (*self._ears, ear)

    def remove(self, ear: Ear) -> None:
        """Stop listening to an input; when this returns it can be closed. Thread: any but MIDI."""
        with self._swap:
            self._ears = tuple(other for other in self._ears if other is not ear)
            self._leaving.append(ear)
        if self._thread.is_alive() and not ear.released.wait(_PATIENCE):
            logger.warning("%s is still being read", ear.port_id)

    def let_go(self) -> None:
        """Release every held button. Thread: any."""
        self._letting_go.set()

    def _run(self) -> None:
        hurry(_PRIORITY, "MIDI runs at normal priority")
        while not self._ending.is_set():
            for ear in self._ears:
                self._guarded(self._read, ear)
            for ear in self._ears:
                self._guarded(self._play, ear)
            while self._leaving:
                ear = self._leaving.popleft()
                ear.surface.let_go()
                ear.released.set()
            if self._letting_go.is_set():
                self._letting_go.clear()
                self._let_go_all()
            if not any(ear.inbox for ear in self._ears):
                self._rest()
        self._let_go_all()

    def _rest(self) -> None:
        """Wait until a port wakes us, where all of them do."""
        ears = self._ears
        bells = [bell for ear in ears if (bell := ear.port.wakes) is not None]
        if not ears or len(bells) < len(ears):
            time.sleep(_PERIOD)
            return
        if ears is not self._woken_by:
            self._woken_by, self._bells = ears, select.poll()
            for bell in bells:
                self._bells.register(bell, select.POLLIN)
        self._bells.poll(_QUIET_MS)

    def _guarded(self, step: Callable[[Ear], None], ear: Ear) -> None:
        """Whatever goes wrong with one input, the others are heard."""
        try:
            step(ear)
        except MidiError as broken:
            logger.warning("%s: %s", ear.port_id, broken.message)
            with self._swap:
                self._ears = tuple(other for other in self._ears if other is not ear)
        except Exception:
            logger.exception("%s: a message could not be heard", ear.port_id)

    def _read(self, ear: Ear) -> None:
        """Empty the driver's inbox, which is small: the taps hear all of it at once, the rest waits for the surface."""
        for _ in range(_FULL):
            came = ear.port.poll()
            if came is None:
                return
            for event in ear.parser.feed(*came):
                if not self._is_taken(ear, event):
                    ear.inbox.put(event)
        ear.overruns += 1

    def _is_taken(self, ear: Ear, event: Event) -> bool:
        """Let the taps hear it, in their order, until one takes it."""
        return any(tap(ear.port_id, event) for tap in self._taps)

    def _play(self, ear: Ear) -> None:
        """Let the surface hear what waits."""
        try:
            for _ in range(min(_ROUND, len(ear.inbox))):
                ear.surface.hear(ear.inbox.take())
        finally:
            ear.surface.settle(time.monotonic())

    def _let_go_all(self) -> None:
        for ear in self._ears:
            ear.surface.let_go()
