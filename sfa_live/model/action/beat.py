"""Actions for beat grids, the master clock, and who follows whom."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from sfa_live.model.action.base import Action, DeckName, Place, PortId, Quantum, Tempo

#: Who leads the master clock: the decks, MIDI clock on an input, or an Ableton Link session.
ClockSource = Literal["internal", "midi", "link"]


class GridNudge(Action, frozen=True):
    """Move the song's beats by so many milliseconds."""

    name = "grid.nudge"
    deck: DeckName
    ms: Annotated[float, Meta(ge=-1000.0, le=1000.0)]


class GridSetDownbeat(Action, frozen=True):
    """Here (or there) is a one: the nearest beat moves to this place and begins a bar."""

    name = "grid.set_downbeat"
    deck: DeckName
    position_ms: Place | None = None


class GridSet(Action, frozen=True):
    """The song's beats, as told: one tempo throughout, and the place of a one."""

    name = "grid.set"
    deck: DeckName
    bpm: Tempo
    first_ms: Place


class GridTap(Action, frozen=True):
    """Tap the song's own beats: its grid takes their tempo and their place."""

    name = "grid.tap"
    urgent = True
    deck: DeckName


class GridDouble(Action, frozen=True):
    """Twice as many beats."""

    name = "grid.double"
    deck: DeckName


class GridHalve(Action, frozen=True):
    """Half as many beats."""

    name = "grid.halve"
    deck: DeckName


class GridReset(Action, frozen=True):
    """The beats as they were found."""

    name = "grid.reset"
    deck: DeckName


class SyncOnce(Action, frozen=True):
    """Take the clock's tempo and beat now."""

    name = "sync.once"
    urgent = True
    rhythmic = True
    deck: DeckName


class SyncLock(Action, frozen=True):
    """Stay in the clock's tempo and beat (without ``on``: toggle)."""

    name = "sync.lock"
    urgent = True
    momentary = True
    deck: DeckName
    on: bool | None = None


class SyncLeader(Action, frozen=True):
    """The deck that all others follow; none: whichever has played longest."""

    name = "sync.leader"
    deck: DeckName | None = None


class ClockTempo(Action, frozen=True):
    """The master clock's tempo, in beats per minute."""

    name = "clock.tempo"
    urgent = True
    bpm: Tempo


class ClockTap(Action, frozen=True):
    """Tap the master clock's tempo."""

    name = "clock.tap"
    urgent = True


class ClockQuantise(Action, frozen=True):
    """What presses wait for: a point of the clock, or "now" for nothing."""

    name = "clock.quantise"
    value: Quantum


class ClockSourceChoose(Action, frozen=True):
    """Who leads the master clock: the decks ("internal"), MIDI clock, or Ableton Link.

    ``port_id`` is the input that is listened to for MIDI clock; none: the first that ticks.
    """

    name = "clock.source"
    value: ClockSource
    port_id: PortId | None = None


class ClockSend(Action, frozen=True):
    """Send MIDI clock to this output, from the next bar on (without ``on``: toggle)."""

    name = "clock.send"
    port_id: PortId
    on: bool | None = None
