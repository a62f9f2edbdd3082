"""The MIDI thread: looks into every open input once a millisecond and lets the surfaces act.

It is the only thread that polls. Others hand it ports and take them back; a port that was taken back is polled no more.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Final

from midi.curves import TOP
from midi.monitor import Monitor
from midi.ports import SYSEX_LIMIT, InputPort
from midi.surface import Surface
from midi.wire.event import Event, Kind
from sfa_live.errors import MidiError

logger = logging.getLogger("sfa_live.midi.in")

#: Seconds between two rounds.
_PERIOD: Final = 0.001
#: The most messages that one input may bring in one round, so that a flood on one does not silence the others.
_ROUND: Final = 64
#: Below the audio threads, above everything else.
_PRIORITY: Final = 50
#: Seconds that a port's giver waits until the thread has let go of it.
_PATIENCE: Final = 1.0


class Ear:
    """An open input and its surface."""

    def __init__(self, port_id: str, port: InputPort, surface: Surface) -> None:
        self.port_id = port_id
        self.port = port
        self.surface = surface
        self.released = threading.Event()


class Listener:
    """The MIDI thread."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
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
                message = ear.port.poll()
                if message is None:
                    break
                if len(message) <= SYSEX_LIMIT:
                    for event in _events(message, time.monotonic()):
                        ear.surface.hear(event)
                    self._monitor.note(ear.port_id, message)
            ear.surface.settle(time.monotonic())
        except MidiError as broken:
            logger.warning("%s: %s", ear.port_id, broken.message)
            with self._swap:
                self._ears = tuple(other for other in self._ears if other is not ear)

    def _let_go_all(self) -> None:
        for ear in self._ears:
            ear.surface.let_go()


def _events(message: Sequence[int], at: float) -> tuple[Event, ...]:
    """A message of three bytes; whatever is none is ignored."""
    if len(message) != 3 or max(message[1:]) > TOP:
        return ()
    status, number, value = message
    kind = {0x80: Kind.NOTE_OFF, 0x90: Kind.NOTE_ON, 0xB0: Kind.CC}.get(status & 0xF0)
    if kind is None:
        return ()
    ends = kind is Kind.NOTE_ON and value == 0
    return (Event(Kind.NOTE_OFF if ends else kind, status & 0x0F, number, 64 if ends else value, at),)


def _hurry() -> None:
    """Ask for real-time priority for this thread; without the right to it, it stays as it is."""
    if not hasattr(os, "sched_setscheduler"):
        return
    try:
        os.sched_setscheduler(threading.get_native_id(), os.SCHED_FIFO, os.sched_param(_PRIORITY))
    except PermissionError:
        logger.info("no right to real-time priority: MIDI runs at normal priority")
