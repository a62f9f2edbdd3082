"""The conductor: leads the show's clock as somebody outside has it, and tells how it is heard.

What it does is in the state alone (`ClockState`): it heeds what the show says, whoever has asked for it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

import engine
from midi.clock import ClockIn, Line
from midi.clock.frame_times import FrameTimes
from sfa_live.conductor.link_session import LinkSession, open_session
from sfa_live.errors import ActionError, EngineError
from sfa_live.model.show_state import ClockState, ClockStatus
from sfa_live.show import Show
from sfa_live.show.script import Freed, Outside

log = logging.getLogger("sfa_live.rig")

#: Those outside are followed anew when they are this far from where the engine was led, in seconds, or this much
#: faster or slower, in beats per minute. Less cannot be heard, and a night's log would be full of it.
_APART_S: Final = 0.00025
_OTHER_BPM: Final = 0.02


class Conductor:
    """Between the engine's clock and those outside."""

    def __init__(self, sound: engine.Engine, show: Show, wake: Callable[[], None]) -> None:
        """``wake`` is called when the show has changed. Thread: any."""
        self._sound = sound
        self._show = show
        self._wake = wake
        self._times = FrameTimes(sound.rate)
        #: MIDI clock: a tap of every input.
        self.midi = ClockIn(self._lead, self._note_status, self.heard)
        self._link: LinkSession | None = None
        self._heeded = ClockState()
        self._led: Outside | None = None

    def heard(self) -> Line:
        """The show's clock as it leaves the speakers now. Quick. Thread: any."""
        pulse = self._sound.pulse()
        if pulse.time == 0.0:
            return Line(pulse.bpm, pulse.beat, time.monotonic())
        return Line(pulse.bpm, pulse.beat, self._first_heard(pulse) + pulse.frame / self._sound.rate)

    def heed(self, clock: ClockState) -> None:
        """The show has changed: lead it as it says now. Thread: the rig's loop."""
        before, self._heeded = self._heeded, clock
        if (clock.source, clock.port_id) == (before.source, before.port_id):
            return
        self._led = None
        if clock.source == "midi":
            self.midi.choose(clock.port_id)
        else:
            self.midi.leave()
        self._leave_link()
        if clock.source == "link":
            self._join_link()

    def give_tempo(self, bpm: float) -> None:
        """A hand has given the clock a tempo: it is the Link session's, while that leads. Thread: the rig's loop."""
        if self._link is not None:
            self._link.give_tempo(bpm)

    def check(self) -> None:
        """Look whether those outside are still there. To be called a few times a second. Thread: the rig's loop."""
        self.midi.check(time.monotonic())

    def close(self) -> None:
        """Leave those outside. Thread: the rig's loop."""
        self.midi.leave()
        self._leave_link()

    def _join_link(self) -> None:
        try:
            session = open_session(self._sound.pulse().bpm)
        except ActionError as wrong:
            log.warning("%s", wrong)
            self._note_status("waiting", wrong.message)
            return
        self._link = LinkSession(session, self._lead, self._note_link, self.heard)

    def _leave_link(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.close()

    def _first_heard(self, pulse: engine.Pulse) -> float:
        """When the engine's first frame would have been heard."""
        return self._times.note(pulse.frame - self._sound.block, pulse.time) + self._sound.device.latency_s

    def _lead(self, line: Line) -> None:
        """Those outside are there: take the engine's clock along. Thread: MIDI, or the rig's loop."""
        pulse, rate = self._sound.pulse(), self._sound.rate
        first = self._first_heard(pulse)
        frame = round((line.at - first) * rate)
        outside = Outside(line.bpm, line.beat_at(first + frame / rate), frame)
        if self._led is not None and _is_same(self._led, outside, rate):
            return
        try:
            self._show.lead(outside)
        except EngineError as wrong:
            # The next tick leads there as well.
            log.debug("the clock: %s", wrong)
            return
        self._led = outside
        self._wake()

    def _note_link(self, status: ClockStatus, heard: str | None) -> None:
        """A session that all others have left leads no more: it would have to be led. Thread: the rig's loop."""
        self._note_status(status, heard)
        if status == "lost":
            self._show.lead(Freed())

    def _note_status(self, status: ClockStatus, heard: str | None) -> None:
        """Thread: any."""
        self._led = None
        self._show.set_clock(status, heard)
        self._wake()


def _is_same(led: Outside, now: Outside, rate: int) -> bool:
    """Whether the engine goes where those outside are already."""
    beat = led.beat + (now.frame - led.frame) * led.bpm / 60.0 / rate
    return abs(beat - now.beat) * 60.0 / now.bpm < _APART_S and abs(led.bpm - now.bpm) < _OTHER_BPM
