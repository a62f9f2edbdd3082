"""Ableton Link: the show's clock in the session of everybody on the network, through aalink.

The session gives tempo, beat and bar; a tempo that a hand gives the clock is given to the session. While nobody else is
there, the session has the show's tempo, so that whoever comes finds that. Start and stop are heard as those of MIDI
clock: a start counts the beats from the next bar on, as all in the session do, a stop stops no deck. The session is
looked at twenty times a second, for some ten microseconds; aalink's own thread holds the interpreter only where it has
to tell.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from typing import Any, Final, Protocol

from midi.clock import Line
from sfa_live.errors import ActionError
from sfa_live.model.show_state import ClockStatus

#: Seconds between two looks at the session.
_LOOK: Final = 0.05
#: A look that took longer than this, in seconds, tells no moment.
_LONGEST_LOOK: Final = 0.0005
#: Beats in a bar.
_BAR: Final = 4.0
#: A start that is seen this long behind a bar, in seconds, was on it.
_JUST_NOW: Final = 0.1
#: Beats per minute by which two tempi may differ and are the same.
_SAME_BPM: Final = 0.005


class Session(Protocol):
    """What of aalink's ``Link`` is used. Every property may be read at any time. Thread: the loop's."""

    enabled: bool
    start_stop_sync_enabled: bool
    #: Beats of the bar that all peers share.
    quantum: float
    tempo: float
    playing: bool

    @property
    def beat(self) -> float:
        """The session's beat now."""

    @property
    def num_peers(self) -> int:
        """The others in the session."""


def open_session(bpm: float) -> Session:
    """A session of ours, not yet joined to others. Raises `ActionError` where aalink is missing. Thread: the loop's."""
    try:
        import aalink  # noqa: PLC0415 - an extra
    except ImportError as missing:
        raise ActionError(
            "Ableton Link is not installed: pip install 'sfa-live[link]'.", code="not_installed"
        ) from missing
    session: Any = aalink.Link(bpm)
    return session  # type: ignore[no-any-return]


class LinkSession:
    """The session while it leads the clock. Thread: the loop's, everything."""

    def __init__(
        self,
        session: Session,
        lead: Callable[[Line], None],
        told: Callable[[ClockStatus, str | None], None],
        own: Callable[[], Line],
    ) -> None:
        """``lead`` and ``told`` as `midi.clock.ClockIn` has them; ``own`` is the show's clock as it is heard."""
        self._session = session
        self._lead = lead
        self._told = told
        self._own = own
        self._peers = 0
        #: Beats from the session's count to ours: whole bars; None while nobody else is there.
        self._ahead: float | None = None
        self._played = False
        session.quantum = _BAR
        session.start_stop_sync_enabled = True
        session.enabled = True
        self._task: asyncio.Task[None] | None = asyncio.get_running_loop().create_task(self._run())

    def close(self) -> None:
        """Leave the session. Its threads and sockets go with the last hand on it, so the task must not stay one."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
        self._session.enabled = False

    def give_tempo(self, bpm: float) -> None:
        """A hand has given the clock a tempo: the whole session goes with it."""
        self._session.tempo = bpm

    def look(self) -> None:
        """One look at the session."""
        before = time.monotonic()
        beat, bpm = self._session.beat, self._session.tempo
        took = time.monotonic() - before
        self._count_peers(self._session.num_peers)
        if self._peers == 0:
            self._keep_tempo(bpm)
            return
        if took > _LONGEST_LOOK:
            return
        line = Line(bpm, beat, before + took / 2)
        playing, self._played = self._played, self._session.playing
        if self._played and not playing:
            self._ahead = -math.ceil((beat - _JUST_NOW * bpm / 60.0) / _BAR) * _BAR
        elif self._ahead is None:
            self._ahead = round((self._own().beat_at(line.at) - beat) / _BAR) * _BAR
        self._lead(Line(bpm, beat + self._ahead, line.at))

    def _count_peers(self, peers: int) -> None:
        before, self._peers = self._peers, peers
        if peers and peers != before:
            self._told("following", f"{peers} Link peer" + ("s" if peers > 1 else ""))
        elif before and not peers:
            self._ahead = None
            self._told("lost", None)

    def _keep_tempo(self, bpm: float) -> None:
        """The session has the show's tempo: whoever joins it shall not take the show back to an older one."""
        own = self._own().bpm
        if abs(own - bpm) > _SAME_BPM:
            self._session.tempo = own

    async def _run(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(_LOOK)
