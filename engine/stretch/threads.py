"""A thread for each deck that is key-locked, ahead of the audio thread and below it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import Final

from engine.stretch.deck import DeckStretcher
from engine.stretch.rank import Budget, Rank

#: The part of the machine that all of them together may take before all else. Beyond it some wait their turn: four
#: decks in the finest mode would leave nothing for the rest of the show.
_SHARE: Final = 0.5
#: Frames ahead with real-time priority, and without. Measured: beside any load it takes 80 to 200 with, 570 without.
_AHEAD: Final = 1024
_FURTHER_AHEAD: Final = 2048
#: Blocks that must be ahead besides.
_BLOCKS: Final = 2
#: Seconds between two looks at a deck that wants nothing, at one whose key lock is on, and at one that plays with it.
_IDLE_S: Final = 0.05
_ARMED_S: Final = 0.02
_PLAYING_S: Final = 0.004
#: Seconds after which a deck without key lock, or without a song, gives back its stretchers, which hold some megabytes.
#: Not at once: a hand that switches it off and on again shall not wait.
_KEPT_S: Final = 2.0
#: Seconds that closing waits for a window that is being stretched.
_PATIENCE_S: Final = 2.0


class StretchThreads:
    """The threads of one engine. Thread: control."""

    def __init__(self, make: Callable[[int, int], DeckStretcher], block: int) -> None:
        """``make`` makes a deck's stretcher, with so many frames ahead."""
        self._make = make
        self._block = block
        self._budget = Budget(_SHARE * (os.cpu_count() or 1))
        self._closing = threading.Event()
        self._threads: dict[int, threading.Thread] = {}

    def attend(self, deck: int) -> None:
        """From now on the deck may be key-locked."""
        if deck not in self._threads:
            thread = threading.Thread(target=self._run, args=(deck,), name=f"engine-stretch-{deck}", daemon=True)
            self._threads[deck] = thread
            thread.start()

    def close(self) -> None:
        """End them all."""
        self._closing.set()
        for thread in self._threads.values():
            thread.join(_PATIENCE_S)
        self._threads.clear()

    def _run(self, deck: int) -> None:
        rank = Rank()
        stretcher = self._make(deck, (_AHEAD if rank.realtime else _FURTHER_AHEAD) + _BLOCKS * self._block)
        needed_at = time.monotonic()
        while not self._closing.is_set():
            load = rank.load()
            if load is not None and not rank.be_realtime(wanted=self._budget.allows(deck, load)):
                stretcher.target = max(stretcher.target, _FURTHER_AHEAD + _BLOCKS * self._block)
            pace = stretcher.look()
            if stretcher.work(pace):
                continue
            if pace.armed and pace.recipe.load != 0:
                needed_at = time.monotonic()
            elif time.monotonic() - needed_at > _KEPT_S:
                stretcher.forget()
            self._closing.wait(_PLAYING_S if pace.wanted and pace.playing else _ARMED_S if pace.armed else _IDLE_S)
        stretcher.rest()
