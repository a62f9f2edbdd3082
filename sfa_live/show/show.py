"""The show: the one writer of what is played and how.

Any thread may call `apply`; a lock lets one hand in at a time, for microseconds. The state and the engine's command
ring are written inside it, so that what is shown and what is heard are always decided in the same order
(``docs/adr/0003-one-ring-one-lock.md``). Everything else happens on the rig's event loop.

Every action ends with a mark: a command that does nothing but tell at which frame, and where on the song, it was done.
An action that waits for the beat changes the state only then.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError, EngineError
from sfa_live.model.action import DECKS, Action, ClockTap, DeckLoad, DeckName, DeckTap, GridTap, Panic
from sfa_live.model.show_state import AudioState, DeckState, MasterState, MidiState, ShowState, changes_between
from sfa_live.show.decks import deck_commands, fresh_deck, master_commands, resumed_deck
from sfa_live.show.reduce import Change, Moment, reduce, resolve, with_deck
from sfa_live.show.shelf import Song
from sfa_live.show.tap import Taps
from sfa_live.show.waiting import Armed, WaitingRoom, beats_of, quantum_of


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of an action: the number of the patch that tells it, and the commands that carry it out."""

    seq: int
    command_ids: tuple[int, ...]
    #: It waits for the clock; the commands are answered when its time has come.
    armed: bool = False


@dataclass(frozen=True, slots=True)
class Patch:
    """What changed since the last patch."""

    state: ShowState
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """An action that the engine has carried out: what the action log keeps."""

    frame: engine.Frames
    action: Action


class Show:
    """State and engine, moved together."""

    def __init__(
        self,
        sound: engine.Sound,
        epoch: str,
        clock: Callable[[], float],
        on_done: Callable[[Done], None] = lambda _: None,
    ) -> None:
        """``clock`` tells steady seconds, for taps. ``on_done`` hears of every action. Thread: that of `settle`."""
        self._sound = sound
        self._clock = clock
        self._on_done = on_done
        self._lock = threading.Lock()
        self._taps: dict[tuple[type[Action], DeckName | None], Taps] = {}
        self._waiting = WaitingRoom()
        #: Actions that the engine has not answered yet, by their mark.
        self._doing: dict[int, Action] = {}
        self._state = ShowState(epoch, audio=AudioState(rate=sound.rate, block=sound.block, channels=sound.channels))
        self._told = self._state

    @property
    def state(self) -> ShowState:
        """The present. Thread: any; a frozen value."""
        return self._state

    def apply(self, action: Action) -> Applied:
        """Do what a hand asks, or have it wait for the clock; the same again while it waits takes it back.

        Thread: any. Raises `ActionError`, and `EngineError` when the engine is flooded.
        """
        with self._lock:
            moment = Moment(self.position_ms, self._tapped(action))
            resolved = resolve(self._state, action, moment)
            if resolved is None:
                return Applied(self._told.seq, ())
            if isinstance(action, Panic):
                self._sound.panic()
            beats = beats_of(resolved, self._state.master.quantise)
            waiting = self._waiting.same(resolved)
            if waiting is not None:
                self._take_back(waiting)
                if beats is not None:
                    return Applied(self._told.seq + 1, ())
            change = reduce(self._state, resolved, moment)
            if beats is None:
                return self._enact(change, resolved)
            return self._arm(change, resolved, beats)

    def position_ms(self, name: DeckName) -> float:
        """Where a deck is now, in milliseconds of its song. Thread: any."""
        return self._sound.position(DECKS.index(name)) * 1000.0 / self._sound.rate

    def begin_load(self, name: DeckName) -> None:
        """A song is on its way to this deck."""
        self._edit_deck(name, loading=True, message=None)

    def fail_load(self, name: DeckName, message: str) -> None:
        """The song could not be had; the deck keeps what it holds."""
        self._edit_deck(name, loading=False, message=message)

    def finish_load(self, action: DeckLoad, song: Song) -> Applied:
        """Put a song on a deck, now or when the clock says so; it waits at its beginning."""
        with self._lock:
            change = self._put(action.deck, song, fresh_deck)
            beats = beats_of(action, self._state.master.quantise)
            return self._enact(change, action) if beats is None else self._arm(change, action, beats)

    def resume(self, name: DeckName, song: Song, before: DeckState) -> Applied:
        """Put a song on a deck as it was in an earlier life of the rig, playing if it played."""
        with self._lock:
            return self._enact(self._put(name, song, lambda song, _: resumed_deck(song, before)), None)

    def resume_master(self, before: MasterState) -> None:
        """Set what all decks share as it was in an earlier life of the rig."""
        with self._lock:
            after = replace(before, playing=False, leader=None)
            self._enact(Change(replace(self._state, master=after), tuple(master_commands(after))), None)

    def settle(self, result: engine.Result) -> None:
        """Take in what the engine reports. Thread: the rig's loop."""
        with self._lock:
            done = self._settle(result)
        if done is not None:
            self._on_done(done)

    def follow(self, snapshot: engine.Snapshot) -> None:
        """The master clock as it is now, and the tempo of the decks that follow it. Thread: the rig's loop."""
        with self._lock:
            leader = None if snapshot.clock.leader is None else DECKS[snapshot.clock.leader]
            master = replace(self._state.master, tempo=round(snapshot.clock.bpm, 2), leader=leader)
            decks = dict(self._state.decks)
            for name, deck in zip(DECKS, snapshot.decks, strict=True):
                if decks[name].locked and deck.playing:
                    decks[name] = replace(decks[name], tempo=round((deck.rate - 1.0) * 100.0, 2))
            self._state = replace(self._state, master=master, decks=decks)

    def set_audio(self, audio: AudioState) -> None:
        """How the sound goes out now."""
        with self._lock:
            self._state = replace(self._state, audio=audio)

    def set_midi(self, midi: MidiState) -> None:
        """Which MIDI ports there are now."""
        with self._lock:
            self._state = replace(self._state, midi=midi)

    def publish(self) -> Patch | None:
        """Number what changed since the last call; None when nothing did. Thread: the rig's loop."""
        with self._lock:
            changes = changes_between(self._told, self._state)
            if not changes:
                return None
            self._state = self._told = replace(self._state, seq=self._told.seq + 1)
            return Patch(self._state, changes)

    # Under the lock.

    def _tapped(self, action: Action) -> float | None:
        """The tempo of the taps so far, when the action is one."""
        if not isinstance(action, DeckTap | GridTap | ClockTap):
            return None
        key = (type(action), getattr(action, "deck", None))
        self._taps[key] = self._taps.get(key, Taps()).tap(self._clock())
        return self._taps[key].bpm

    def _enact(self, change: Change, action: Action | None) -> Applied:
        """Send the commands, then take the state. ``action`` None: nothing that a log should hold."""
        mark = engine.Mark(_deck_index(action))
        self._submit(*change.commands, mark)
        if action is not None:
            self._doing[mark.id] = action
        told = change.state is not self._state
        self._state = change.state
        return Applied(self._told.seq + told, (*(command.id for command in change.commands), mark.id))

    def _arm(self, change: Change, action: Action, beats: float) -> Applied:
        """Send the commands to wait at the engine; the state follows when they are done."""
        mark = engine.Mark(_deck_index(action), quantum=beats)
        commands = tuple(dataclasses.replace(command, quantum=beats) for command in change.commands)
        self._submit(*commands, mark)
        ids = (*(command.id for command in commands), mark.id)
        self._waiting.admit(Armed(action, quantum_of(action, self._state.master.quantise), ids))
        return Applied(self._told.seq + 1, ids, armed=True)

    def _take_back(self, armed: Armed) -> None:
        self._submit(*(engine.Cancel(number) for number in armed.command_ids))
        self._forget(armed)

    def _forget(self, armed: Armed) -> None:
        self._waiting.leave(armed.mark_id)
        left = {key: shown for key, shown in self._state.armed.items() if key != str(armed.mark_id)}
        self._state = replace(self._state, armed=left)

    def _submit(self, *commands: engine.Command) -> None:
        if self._sound.submit(*commands) is engine.Outcome.FULL:
            raise EngineError("Too much at once: the engine has not taken this. Try again.", code="full")

    def _put(self, name: DeckName, song: Song, make: Callable[[Song, DeckState], DeckState]) -> Change:
        deck = make(song, self._state.decks[name])
        commands = tuple(deck_commands(DECKS.index(name), deck, song.source, self._sound.rate))
        return with_deck(self._state, name, deck, *commands)

    def _edit_deck(self, name: DeckName, **changes: object) -> None:
        with self._lock:
            self._state = with_deck(self._state, name, replace(self._state.decks[name], **changes)).state

    def _settle(self, result: engine.Result) -> Done | None:
        match result.kind:
            case engine.ResultKind.DONE:
                return self._settle_done(result)
            case engine.ResultKind.ARMED:
                armed = self._waiting.get(result.command_id)
                if armed is not None:
                    shown = {**self._state.armed, str(armed.mark_id): armed.shown(result.beat)}
                    self._state = replace(self._state, armed=shown)
            case _ if result.deck is not None:
                self._settle_deck(DECKS[result.deck], result)
        return None

    def _settle_done(self, result: engine.Result) -> Done | None:
        """A mark is done: the action has happened, at this frame and place."""
        number = result.command_id
        armed = self._waiting.get(number)
        if armed is not None:
            self._forget(armed)
            if result.refusal is engine.Refusal.NONE:
                self._happen(armed.action, result)
                return Done(result.frame, armed.action)
            return None
        action = self._doing.pop(number, None) if number is not None else None
        return None if action is None else Done(result.frame, action)

    def _happen(self, action: Action, result: engine.Result) -> None:
        """An action that waited has been carried out: the state as it is with it."""
        place = result.position * 1000.0 / self._sound.rate
        try:
            self._state = reduce(self._state, action, Moment(lambda _: place)).state
        except ActionError:
            # What it was meant for has gone meanwhile; the engine has refused it in the same way.
            return

    def _settle_deck(self, name: DeckName, result: engine.Result) -> None:
        deck = self._state.decks[name]
        match result.kind:
            case engine.ResultKind.ENDED:
                after = replace(deck, playing=False, position_ms=self.position_ms(name))
            case engine.ResultKind.BROKEN_STEM if result.stem is not None:
                stem = _stem_in(deck, result.stem)
                after = replace(deck, message=f"The stem {stem} holds broken samples and has been silenced.")
            case engine.ResultKind.LOOPED:
                after = _looped(deck, result, self._sound.rate)
            case engine.ResultKind.STRETCH:
                after = replace(deck, key_lock=replace(deck.key_lock, behind=not result.on))
            case _:
                return
        self._state = with_deck(self._state, name, after).state


def _deck_index(action: Action | None) -> int:
    deck = getattr(action, "deck", None)
    return -1 if deck is None else DECKS.index(deck)


def _stem_in(deck: DeckState, place: int) -> str:
    """The name of the stem at a place of the pack."""
    return next((name for name, stem in deck.stems.items() if stem.slot == place + 1), "original")


def _looped(deck: DeckState, result: engine.Result, rate: int) -> DeckState:
    """The deck with the bounds of a loop that the engine has found."""
    start, end = (place * 1000.0 / rate for place in (result.start, result.end))
    if result.stem is None:
        return replace(deck, loop=replace(deck.loop, start_ms=start, end_ms=end))
    name = _stem_in(deck, result.stem)
    stem = deck.stems[name]
    return replace(deck, stems={**deck.stems, name: replace(stem, loop=replace(stem.loop, start_ms=start, end_ms=end))})
