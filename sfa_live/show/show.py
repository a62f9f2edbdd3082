"""The show: the one writer of what is played and how.

Any thread may call `apply`; a lock lets one hand in at a time, for microseconds. The state and the engine's command
ring are written inside it, so that what is shown and what is heard are always decided in the same order
(``docs/adr/0003-one-ring-one-lock.md``). Everything else happens on the rig's event loop.

Every action ends with a mark: a command that does nothing but tell at which frame, and where on the song, it was done.
An action that waits for the beat changes the state only then.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError, EngineError
from sfa_live.model import action as act
from sfa_live.model.action import DECKS, Action, DeckName
from sfa_live.model.grid import Grid
from sfa_live.model.show_state import (
    AudioState,
    ClockStatus,
    DeckState,
    MasterState,
    MidiState,
    RecordState,
    ShowState,
    changes_between,
)
from sfa_live.show.arrivals import put_back, put_on, set_back
from sfa_live.show.follow import followed, told
from sfa_live.show.in_flight import Doing, Happen, InFlight, Present
from sfa_live.show.mend import mended
from sfa_live.show.outcome import Applied, Done, Patch, done_by
from sfa_live.show.outlet import Outlet
from sfa_live.show.outside import led, with_status
from sfa_live.show.reduce import Change, Moment, reduce, resolve, with_deck
from sfa_live.show.scenes import NO_SCENES, Scenes
from sfa_live.show.script import Deed, Freed, Outside, ResumedDeck, ResumedMaster
from sfa_live.show.shelf import Song
from sfa_live.show.tap import Taps
from sfa_live.show.turns import Turns
from sfa_live.show.waiting import (
    Armed,
    Identity,
    WaitingRoom,
    cancels,
    identity_of,
    index_of_action,
    is_opposite,
    overtakes,
    quantum_of,
    replaces,
)

log = logging.getLogger("sfa_live.show")


class Show:
    """State and engine, moved together."""

    def __init__(
        self,
        sound: engine.Sound,
        epoch: str,
        clock: Callable[[], float],
        on_done: Callable[[Done], None] = lambda _: None,
    ) -> None:
        """``clock`` tells steady seconds, for taps. ``on_done`` hears of all that is done. Thread: that of `settle`."""
        self._sound = sound
        self._clock = clock
        self._on_done = on_done
        self._lock = threading.Lock()
        self._taps: dict[tuple[type[Action], DeckName | None], Taps] = {}
        #: The beats of songs as they were found, by track.
        self._found: dict[str, Grid | None] = {}
        #: What the scenes hold that the state only names.
        self._scenes = NO_SCENES
        #: Songs that are on their way onto a deck, by their load's mark.
        self._coming: dict[int, Song] = {}
        self._waiting = WaitingRoom()
        self._in_flight = InFlight()
        self._turns = Turns(sound.rate, sound.block)
        self._outlet = Outlet(sound)
        #: When the engine heeded the panic that was called last.
        self._panicked: engine.Frames | None = None
        self._state = ShowState(epoch, audio=AudioState(rate=sound.rate, block=sound.block, channels=sound.channels))
        self._told = self._state

    @property
    def state(self) -> ShowState:
        """The present. Thread: any; a frozen value."""
        return self._state

    @property
    def unanswered(self) -> bool:
        """Whether the engine has something to answer yet that does not wait for the beat. Thread: any."""
        return bool(self._in_flight)

    def look(self) -> tuple[ShowState, Scenes]:
        """The present, with what the scenes hold: all that is to come back. Thread: any."""
        with self._lock:
            return self._state, self._scenes

    def apply(self, action: Action, at: float | None = None) -> Applied:
        """Do what a hand asks, or have it wait for the clock; the same again while it waits takes it back.

        ``at``: when the hand moved, in seconds of `time.monotonic`: it is done at its own sample, a fixed time behind.
        None: as soon as it can be. Either way behind what hands have asked before.

        Thread: any. Raises `ActionError`, and `EngineError` when the engine is flooded.
        """
        with self._lock:
            if isinstance(action, act.Panic):
                return self._panic(action)
            moment = self._moment(self._tapped(action, at), at)
            resolved = resolve(self._state, action, moment)
            if resolved is None:
                return self._nothing()
            happen = partial(_reduced, resolved)
            return self._do(resolved, identity_of(action, resolved), happen, moment)

    def position_ms(self, name: DeckName) -> float:
        """Where a deck is now, in milliseconds of its song. Thread: any."""
        return self._sound.position(DECKS.index(name)) * 1000.0 / self._sound.rate

    def begin_load(self, name: DeckName) -> None:
        """A song is on its way to this deck."""
        self._edit_deck(name, loading=True, message=None)

    def fail_load(self, name: DeckName, message: str) -> None:
        """The song could not be had; the deck keeps what it holds."""
        self._edit_deck(name, loading=False, message=message)

    def finish_load(self, action: act.DeckLoad, song: Song) -> Applied:
        """Put a song on a deck, now or when the clock says so; it waits at its beginning."""
        self._edit_deck(action.deck, loading=False)
        with self._lock:
            self._found[action.track_id] = song.card.grid
            happen = partial(put_on, action.deck, song)
            applied = self._do(action, identity_of(action, action), happen, self._moment())
            if applied.command_ids:
                self._coming[applied.command_ids[-1]] = song
            return applied

    def resume(self, name: DeckName, song: Song, before: DeckState) -> Applied:
        """Put a song on a deck as it was in an earlier life, playing if it played. Behind `resume_master`."""
        with self._lock:
            self._found[song.card.track_id] = song.card.grid
            applied = self._enact(ResumedDeck(name, before), partial(put_back, name, song, before), self._moment())
            self._coming[applied.command_ids[-1]] = song
            return applied

    def resume_master(self, before: MasterState, scenes: Scenes) -> Applied:
        """Set what all decks share as it was in an earlier life of the rig, and what its scenes hold."""
        with self._lock:
            return self._enact(ResumedMaster(before, scenes), partial(set_back, before, scenes), self._moment())

    def lead(self, outside: Outside | Freed) -> None:
        """Somebody outside leads the clock there, if anybody shall, or no more. Thread: any. `EngineError`: flooded."""
        with self._lock:
            if self._state.master.clock.source != "internal":
                send = self._outlet.owe if isinstance(outside, Freed) else None
                self._enact(outside, partial(led, outside), self._moment(), send=send)

    def set_clock(self, status: ClockStatus, heard: str | None) -> None:
        """How the clock from outside fares. Thread: any."""
        with self._lock:
            self._learn(partial(with_status, status, heard))

    def settle(self, result: engine.Result) -> None:
        """Take in what the engine reports. Thread: the rig's loop."""
        with self._lock:
            done = self._settle(result)
        if done is not None:
            self._on_done(done)

    def follow(self, snapshot: engine.Snapshot) -> None:
        """The master clock, and what the engine's decks do by themselves. Thread: the rig's loop, behind `settle`."""
        with self._lock:
            self._turns.note(*self._sound.latest_block())
            self._outlet.owe()
            # While a hand is ahead of the engine, what the engine shows is not the latest; before its first block it
            # shows nothing.
            if not self._in_flight and snapshot.timing.blocks:
                self._state = followed(self._state, snapshot)

    def set_audio(self, audio: AudioState) -> None:
        """How the sound goes out now."""
        with self._lock:
            self._learn(lambda state: replace(state, audio=audio))

    def set_record(self, record: RecordState) -> int:
        """What is recorded now, or how it ended; the number of the patch that tells it."""
        with self._lock:
            self._learn(lambda state: replace(state, record=record))
            return self._next_seq()

    def roll(self, recording: engine.Recording, quantum: float | None) -> None:
        """Have the engine begin a recording, now or at a multiple of so many beats. Thread: any, behind other hands."""
        with self._lock:
            self._sound.roll(recording, quantum=quantum)

    def set_midi(self, midi: MidiState) -> int:
        """Which MIDI ports there are now, and what is being learnt; the number of the patch that tells it."""
        with self._lock:
            self._learn(lambda state: replace(state, midi=midi))
            return self._next_seq()

    def publish(self) -> Patch | None:
        """Number what changed since the last call; None when nothing did. Thread: the rig's loop."""
        with self._lock:
            changes = changes_between(self._told, self._state)
            if not changes:
                return None
            self._state = self._told = replace(self._state, seq=self._told.seq + 1)
            return Patch(self._state, changes)

    # Under the lock.

    def _moment(self, taps: Taps | None = None, at: float | None = None) -> Moment:
        """The present, with the taps of the hand that taps; and when it is that hand's turn."""
        turn = None if at is None else self._turns.frame_of(at, *self._sound.latest_block())
        if taps is None:
            return Moment(self.position_ms, None, self._scenes, found_grids=self._found, turn=turn)
        return Moment(self.position_ms, taps.bpm, self._scenes, taps.count - 1, self._found, turn)

    def _tapped(self, action: Action, at: float | None) -> Taps | None:
        """The taps so far, this one included, when the action is one. A song's beats are tapped in its own time."""
        if not isinstance(action, act.DeckTap | act.GridTap | act.ClockTap):
            return None
        key = (type(action), getattr(action, "deck", None))
        now = self._clock() if at is None else at
        if isinstance(action, act.GridTap):
            now = self.position_ms(action.deck) / 1000.0
        self._taps[key] = self._taps.get(key, Taps()).tap(now)
        return self._taps[key]

    def _do(self, action: Action, identity: Identity, happen: Happen, moment: Moment) -> Applied:
        """Now, or at its beat; or not any more, when it waits already."""
        quantum = quantum_of(action, self._state.master)
        twin = self._waiting.same(identity)
        if twin is not None and quantum is not None:
            otherwise = partial(self._do, action, identity, happen) if is_opposite(action, twin) else None
            self._take_back(twin, otherwise, moment)
            return self._nothing()
        if quantum is not None:
            change = happen(self._state, moment)
            gone = [armed for armed in self._waiting if replaces(action, armed.action)]
            return self._arm(Armed(action, identity, happen, change.commands, quantum), gone, moment)
        gone = [armed for armed in self._waiting if armed is twin or overtakes(action, armed.action)]
        return self._enact(action, happen, moment, gone)

    def _enact(
        self,
        deed: Deed,
        happen: Happen,
        moment: Moment,
        gone: Sequence[Armed] = (),
        send: Callable[..., None] | None = None,
    ) -> Applied:
        """Send the commands, then take the state."""
        before = Present(self._state, self._scenes)
        after, change = before.after(happen, moment)
        mark = engine.Mark(deck=index_of_action(deed))
        (send or partial(self._outlet.send, turn=moment.turn))(*cancels(gone), *change.commands, mark)
        self._state, self._scenes = after
        idle = not change.commands and after == before
        self._in_flight.begin(mark.id, Doing(deed, happen, moment, change.commands, before, idle))
        self._forget(gone)
        return Applied(self._next_seq(), (*(command.id for command in change.commands), mark.id), deed=deed)

    def _arm(self, armed: Armed, gone: Sequence[Armed], moment: Moment) -> Applied:
        """Send the commands to wait at the engine; the state follows when they are done."""
        if self._waiting.commands + len(armed.all_commands) > engine.MOST_WAITING:
            raise EngineError("Too much waits for the beat already: let some of it come first.", code="full")
        self._outlet.send(*cancels(gone), *armed.all_commands, turn=moment.turn)
        self._forget(gone)
        self._waiting.admit(armed)
        return Applied(self._told.seq + 1, armed.command_ids, armed=True, deed=armed.action)

    def _take_back(self, armed: Armed, otherwise: Callable[[Moment], object] | None, moment: Moment) -> None:
        """A hand does not want it any more. If its beat is here already, it has happened; ``otherwise`` follows."""
        self._outlet.send(*cancels([armed]), turn=moment.turn)
        armed.otherwise = otherwise
        self._forget([armed])

    def _forget(self, gone: Sequence[Armed]) -> None:
        for armed in gone:
            self._waiting.take_back(armed)
            self._hide(armed)

    def _hide(self, armed: Armed) -> None:
        self._learn(lambda state: replace(state, armed={k: v for k, v in state.armed.items() if k != armed.key}))

    def _learn(self, edit: Callable[[ShowState], ShowState]) -> None:
        """Take over what no hand has asked for."""
        self._state = edit(self._state)
        self._in_flight.learn(edit)

    def _panic(self, action: act.Panic) -> Applied:
        """Past every ring, and past whatever waits; what hands still hold is let go behind it, as soon as it can be."""
        self._sound.panic()
        self._panicked = None
        self._forget(tuple(self._waiting))
        return self._enact(action, partial(_reduced, action), self._moment(), send=self._outlet.owe)

    def _nothing(self) -> Applied:
        return Applied(self._next_seq(), ())

    def _next_seq(self) -> int:
        """The number of the patch that will tell the state as it is."""
        return self._told.seq + (self._state != self._told)

    def _edit_deck(self, name: DeckName, **changes: object) -> None:
        with self._lock:
            self._learn(lambda state: with_deck(state, name, replace(state.decks[name], **changes)).state)

    def _settle(self, result: engine.Result) -> Done | None:
        match result.kind:
            case engine.ResultKind.DONE:
                return self._settle_done(result)
            case engine.ResultKind.ARMED:
                armed = self._waiting.get(result.command_id)
                if armed is not None:
                    shown = armed.shown(result.beat)
                    self._learn(lambda state: replace(state, armed={**state.armed, armed.key: shown}))
            case engine.ResultKind.PANICKED:
                self._panicked = result.frame
            case _ if result.deck is not None:
                name, rate = DECKS[result.deck], self._sound.rate
                self._learn(lambda state: with_deck(state, name, told(state.decks[name], result, rate)).state)
        return None

    def _settle_done(self, result: engine.Result) -> Done | None:
        """A mark is done: the action has happened, at this frame and place."""
        number, done = result.command_id, result.refusal is engine.Refusal.NONE
        if done and self._waiting.note_place(number, result.position * 1000.0 / self._sound.rate):
            return None
        song = None if number is None else self._coming.pop(number, None)
        if result.refusal is engine.Refusal.TOO_MANY_WAITING:
            self._make_room(number)
        armed = self._waiting.leave(number)
        if armed is not None:
            self._hide(armed)
            if not done:
                return None
            return done_by(result.frame, armed.action, song) if self._happen(armed) else None
        doing = self._in_flight.land(number)
        if not done or doing is None or doing.idle:
            return None
        panicked = self._panicked if isinstance(doing.deed, act.Panic) else None
        return done_by(result.frame if panicked is None else panicked, doing.deed, song)

    def _make_room(self, command_id: int | None) -> None:
        """The engine's table of what waits is full: an action waits with all its commands, or not at all."""
        armed = self._waiting.holder(command_id)
        if armed is not None:
            log.warning("Too much waits for the beat: %s has been let go.", armed.action.name)
            self._forget([armed])
            self._outlet.owe(*cancels([armed]))

    def _happen(self, armed: Armed) -> bool:
        """An action that waited has been carried out: the state as it is with it. False when it came too late."""
        moment = Moment(lambda _: armed.place_ms, None, self._scenes, found_grids=self._found)
        sent = [*armed.commands, *self._in_flight.commands]
        present = self._in_flight.rewound(Present(self._state, self._scenes))
        wanted: list[engine.Command] = []
        happened = True
        try:
            present, change = present.after(armed.happen, moment)
            wanted += change.commands
        except ActionError as wrong:
            # What it was meant for has gone meanwhile. The engine has refused most of it, too.
            log.info("%s came too late: %s", armed.action.name, wrong)
            happened = False
        (self._state, self._scenes), more = self._in_flight.again(present)
        gone = [other for other in self._waiting if happened and overtakes(armed.action, other.action)]
        self._forget(gone)
        self._outlet.owe(*cancels(gone), *mended(self._state, sent, [*wanted, *more]))
        if happened and armed.otherwise is not None:
            self._do_otherwise(armed.otherwise)
        return happened

    def _do_otherwise(self, otherwise: Callable[[Moment], object]) -> None:
        """What the hand has let go of had begun already: let go of it at the next beat."""
        try:
            otherwise(self._moment())
        except (ActionError, EngineError) as wrong:
            log.warning("What had begun could not be let go of: %s", wrong)


def _reduced(action: Action, state: ShowState, moment: Moment) -> Change:
    return reduce(state, action, moment)
