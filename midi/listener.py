"""The MIDI thread: looks into every open input once a millisecond and lets the surfaces act.

It is the only thread that polls. Others hand it ports and take them back; a port that was taken back is polled no more.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from midi.ports import InputPort
from midi.surface import Surface
from midi.wire.event import Event
from midi.wire.parser import Parser
from sfa_live.errors import MidiError

logger = logging.getLogger("sfa_live.midi.in")

#: Seconds between two rounds.
_PERIOD: Final = 0.001
#: The most pieces that one input may bring in one round, so that a flood on one does not silence the others.
_ROUND: Final = 64
#: Below the audio threads, above everything else.
_PRIORITY: Final = 50
#: Seconds that a port's giver waits until the thread has let go of it.
_PATIENCE: Final = 1.0


#: Hears everything before the surfaces do: the port's id and the message. True: it is taken, no surface shall hear it.
#: Called on the MIDI thread: it must be quick.
Tap = Callable[[str, Event], bool]


class Ear:
    """An open input and its surface."""

    def __init__(self, port_id: str, port: InputPort, surface: Surface) -> None:
        self.port_id = port_id
        self.port = port
        self.surface = surface
        self.parser = Parser()
        self.released = threading.Event()


class Listener:
    """The MIDI thread."""

    def __init__(self) -> None:
        self._taps: tuple[Tap, ...] = ()
        self._ears: tuple[Ear, ...] = ()
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
        _hurry()
        while not self._ending.is_set():
            for ear in self._ears:
                self._listen(ear)
            while self._leaving:
                ear = self._leaving.popleft()
                ear.surface.let_go()
                ear.released.set()
            if self._letting_go.is_set():
                self._letting_go.clear()
                self._let_go_all()
            time.sleep(_PERIOD)
        self._let_go_all()

    def _listen(self, ear: Ear) -> None:
        try:
            for _ in range(_ROUND):
                came = ear.port.poll()
                if came is None:
                    break
                for event in ear.parser.feed(*came):
                    self._hand_on(ear, event)
            ear.surface.settle(time.monotonic())
        except MidiError as broken:
            logger.warning("%s: %s", ear.port_id, broken.message)
            with self._swap:
                self._ears = tuple(other for other in self._ears if other is not ear)

    def _hand_on(self, ear: Ear, event: Event) -> None:
        """To the taps in their order, then to the surface; whoever takes it, nobody behind hears it."""
        for tap in self._taps:
            if tap(ear.port_id, event):
                return
        ear.surface.hear(event)

    def _let_go_all(self) -> None:
        for ear in self._ears:
            ear.surface.let_go()


def _hurry() -> None:
    """Ask for real-time priority for this thread; without the right to it, it stays as it is."""
    if not hasattr(os, "sched_setscheduler"):
        return
    try:
        os.sched_setscheduler(threading.get_native_id(), os.SCHED_FIFO, os.sched_param(_PRIORITY))
    except PermissionError:
        logger.info("no right to real-time priority: MIDI runs at normal priority")
