"""How a stretcher's thread stands among the others: before all that is not real-time, as long as that leaves enough."""

from __future__ import annotations

import os
import threading
import time
from typing import Final

#: Below the audio thread and MIDI, above everything that is not real-time.
_PRIORITY: Final = 40
#: Seconds over which the load is measured.
_SPAN_S: Final = 0.25
#: A thread that was set back comes forward again at this part of what is allowed, so that it does not go to and fro.
_COMEBACK: Final = 0.8


class Budget:
    """The processor time that all stretchers of an engine may take before all else. Thread: any of theirs."""

    def __init__(self, processors: float) -> None:
        self._processors = processors
        #: What each deck's thread takes that goes before all else, in processors.
        self._taken: dict[int, float] = {}
        self._set_back: set[int] = set()
        self._lock = threading.Lock()

    def allows(self, deck: int, load: float) -> bool:
        """Whether a deck's thread, which takes so much of a processor, may go before all else."""
        with self._lock:
            others = sum(taken for other, taken in self._taken.items() if other != deck)
            allowed = others + load <= self._processors * (_COMEBACK if deck in self._set_back else 1.0)
            if allowed:
                self._taken[deck] = load
                self._set_back.discard(deck)
            else:
                self._taken.pop(deck, None)
                self._set_back.add(deck)
            return allowed


class Rank:
    """This thread's. Thread: the one that makes it."""

    def __init__(self) -> None:
        self._tried = hasattr(os, "sched_setscheduler")
        #: It goes before all that is not real-time.
        self.realtime = False
        self.be_realtime(wanted=True)
        self._since = time.monotonic()
        self._used = time.thread_time()

    def load(self) -> float | None:
        """The part of a processor that it has taken lately; None while that is not known yet."""
        now = time.monotonic()
        if now - self._since < _SPAN_S:
            return None
        used = time.thread_time()
        load = (used - self._used) / (now - self._since)
        self._since, self._used = now, used
        return load

    def be_realtime(self, *, wanted: bool) -> bool:
        """Go before all that is not real-time, or not; whether it does now. Without the right to, it never does."""
        if self._tried and wanted != self.realtime:
            policy, priority = (os.SCHED_FIFO, _PRIORITY) if wanted else (os.SCHED_OTHER, 0)
            try:
                os.sched_setscheduler(threading.get_native_id(), policy, os.sched_param(priority))
            except PermissionError:
                self._tried = False
            else:
                self.realtime = wanted
        return self.realtime
