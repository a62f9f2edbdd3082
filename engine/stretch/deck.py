"""What a deck's stretcher does next: look where the deck is, go on ahead of it, begin anew where it jumped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from engine import kernel
from engine.kernel.layout import VIEW
from engine.kernel.sizes import STRETCH_SLOTS
from engine.source import Source
from engine.stretch.library import Pool
from engine.stretch.pace import Loop, Pace
from engine.stretch.session import Session, Workshop

#: Frames that are kept ahead, at most, however often it was too few.
_FURTHEST: Final = 4096
#: Frames that must be there behind a crossfade, or the kernel would not begin one.
_SPARE: Final = 512
#: Seconds that the sound may be off the cursor before it is replaced by new sound instead of being steered.
_STRAY_S: Final = 0.0005
#: Seconds that two stretches may differ in place and still be crossfaded.
_ALIKE_S: Final = 0.004
#: Seconds that a new stretch begins ahead of the cursor: it has to run in first.
_LEAD_S: Final = 0.014


class Shared(NamedTuple):
    """The engine's memory as its stretchers see it: a `STATE`, where it lies, and what finds a loan by its number."""

    address: int
    state: Any
    source_of: Callable[[int], Source | None]


class DeckStretcher:
    """One deck's key lock. Thread: one, its own live, the renderer's offline."""

    def __init__(self, shared: Shared, deck: int, block: int, target: int) -> None:
        """``block`` is how many frames the engine renders at once; ``target`` how many are kept ahead of it."""
        state = shared.state
        self._address = shared.address
        self._deck = deck
        self._ring = state["rings"][deck]
        self._rate = int(state["constants"]["sample_rate"])
        self._ramp = int(state["constants"]["ramp_frames"])
        self._workshop = Workshop(self._rate, self._ramp, Pool())
        self._block = block
        self._source_of = shared.source_of
        self._seen = np.zeros(1, VIEW)
        #: Frames that are kept ahead of the cursor.
        self.target = target
        self._session: Session | None = None
        self._next: Session | None = None
        self._first = 0
        self._offered = 0
        self._falls = 0

    def look(self) -> Pace:
        """Where the deck is now."""
        while not kernel.look(self._address, self._seen.ctypes.data):
            pass
        return Pace.of(self._seen[0]["decks"][self._deck])

    def work(self, pace: Pace) -> bool:
        """Do one window's work; False when there is nothing to do. Takes a millisecond or two."""
        if pace.falls != self._falls:
            self._falls = pace.falls
            self.target = min(_FURTHEST, 2 * self.target)
        if not pace.wanted:
            self.rest()
            return False
        self._choose(pace)
        session, coming = self._session, self._next
        if session is not None and session.end - pace.heard < self.target:
            session.go_on(pace)
            self._show(session)
        elif coming is not None:
            coming.go_on(pace)
            self._change_over(coming, pace)
        else:
            return False
        return True

    def catch_up(self) -> None:
        """Do all there is to do. For the engine without a device, which does not run away meanwhile."""
        pace = self.look()
        while self.work(pace):
            pass

    def rest(self) -> None:
        """Let everything go; nothing is heard of it any more."""
        if self._session is None and self._next is None:
            return
        kernel.withdraw(self._address, self._deck)
        self._drop_session()
        self._drop_next()

    def forget(self) -> None:
        """Keep nothing for later: it was not needed for a while."""
        self._workshop.pool.clear()

    def ahead(self, pace: Pace) -> int:
        """Frames that are there beyond the cursor."""
        return 0 if self._session is None else self._session.end - pace.heard

    def stray(self, pace: Pace) -> float | None:
        """Song frames by which what is made now will be heard behind the cursor; None when nothing is being made."""
        return None if self._session is None else self._session.stray(pace)

    def _choose(self, pace: Pace) -> None:
        """Drop what goes another way than the cursor, and begin what is missing."""
        if self._session is not None and not self._leads_on(self._session, pace):
            self._drop_session()
        if self._next is not None and not self._suits(self._next, pace):
            self._drop_next()
        if self._next is None and (self._session is None or not self._suits(self._session, pace)):
            self._begin(pace)

    @staticmethod
    def _leads_on(session: Session, pace: Pace) -> bool:
        """Whether what is there of it is where the cursor goes; the pitch may be another by now."""
        if session.begun_for == pace:
            return True
        return session.recipe.load == pace.recipe.load and session.stray(pace) is not None

    def _suits(self, session: Session, pace: Pace) -> bool:
        # What was begun for the very place at which the deck still stands cannot be had better.
        if session.begun_for == pace:
            return True
        stray = session.stray(pace)
        if session.recipe != pace.recipe or stray is None:
            return False
        if abs(stray) <= _STRAY_S * self._rate:
            session.settled = True
            return True
        return not session.settled and abs(stray) <= _ALIKE_S * self._rate

    def _begin(self, pace: Pace) -> None:
        source = self._source_of(pace.recipe.load)
        if source is None:
            return
        lead = round(_LEAD_S * self._rate) if pace.playing else 0
        self._next = Session(self._workshop, source, pace, pace.heard + lead)

    def _change_over(self, coming: Session, pace: Pace) -> None:
        """Let the new sound be heard, as soon as there is enough of it beyond what may be heard right now."""
        old = self._session
        begin = max(coming.start, pace.heard)
        if old is not None:
            begin = max(begin, pace.heard + 2 * self._block + _SPARE)
        if coming.end < begin + self._ramp + _SPARE or (old is not None and old.end < begin + self._ramp):
            return
        if old is not None and self._alike(old, coming, begin, pace.loop):
            self._fade_over(old, coming, begin)
            self._offered = begin + self._ramp
        else:
            kernel.withdraw(self._address, self._deck)
            self._first = self._offered = begin
        self._drop_session()
        self._session, self._next = coming, None
        self._show(coming)

    def _alike(self, old: Session, coming: Session, begin: int, loop: Loop) -> bool:
        slot = begin & (STRETCH_SLOTS - 1)
        return bool(abs(loop.fold(old.places[slot] - coming.places[slot])) <= _ALIKE_S * self._rate)

    def _fade_over(self, old: Session, coming: Session, begin: int) -> None:
        slots = np.arange(begin, begin + self._ramp) & (STRETCH_SLOTS - 1)
        weight = ((np.arange(self._ramp) + 1) / self._ramp).astype(np.float32)[:, None]
        self._ring["samples"][slots] = old.samples[slots] * (1 - weight) + coming.samples[slots] * weight
        self._ring["places"][slots] = coming.places[slots]

    def _show(self, session: Session) -> None:
        """Copy what is new to the ring, and let it be heard."""
        slots = np.arange(self._offered, session.end) & (STRETCH_SLOTS - 1)
        self._ring["samples"][slots] = session.samples[slots]
        self._ring["places"][slots] = session.places[slots]
        kernel.offer(self._address, self._deck, session.recipe.load, self._first, session.end)
        self._offered = session.end

    def _drop_session(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _drop_next(self) -> None:
        if self._next is not None:
            self._next.close()
            self._next = None
