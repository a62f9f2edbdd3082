"""The show: the one writer of what is played and how.

Any thread may call `apply`; a lock lets one hand in at a time, for microseconds. The state and the engine's command
ring are written inside it, so that what is shown and what is heard are always decided in the same order
(``docs/adr/0003-one-ring-one-lock.md``). Everything else happens on the rig's event loop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

import engine
from sfa_live.errors import EngineError
from sfa_live.model.action import DECKS, Action, DeckName, DeckTap, MixerCrossfader, MixerMaster
from sfa_live.model.show_state import AudioState, DeckState, MasterState, MidiState, ShowState, changes_between
from sfa_live.show.decks import deck_commands, fresh_deck, resumed_deck
from sfa_live.show.reducer import Change, Moment, reduce, with_deck
from sfa_live.show.shelf import Song
from sfa_live.show.tap import Taps


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of an action: the number of the patch that tells it, and the commands that carry it out."""

    seq: int
    command_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Patch:
    """What changed since the last patch."""

    state: ShowState
    changes: Mapping[str, Any]


class Show:
    """State and engine, moved together."""

    def __init__(self, sound: engine.Sound, epoch: str, clock: Callable[[], float]) -> None:
        """``clock`` tells steady seconds, for tap tempo."""
        self._sound = sound
        self._clock = clock
        self._lock = threading.Lock()
        self._taps = dict.fromkeys(DECKS, Taps())
        self._state = ShowState(epoch, audio=AudioState(rate=sound.rate, block=sound.block))
        self._told = self._state

    @property
    def state(self) -> ShowState:
        """The present. Thread: any; a frozen value."""
        return self._state

    def apply(self, action: Action) -> Applied:
        """Do what a hand asks. Thread: any. Raises `ActionError`, and `EngineError` when the engine is flooded."""
        with self._lock:
            if isinstance(action, DeckTap):
                self._taps[action.deck] = self._taps[action.deck].tap(self._clock())
            return self._enact(reduce(self._state, action, Moment(self.position_ms, self._taps)))

    def position_ms(self, name: DeckName) -> float:
        """Where a deck is now, in milliseconds of its song. Thread: any."""
        position = self._sound.snapshot().decks[DECKS.index(name)].position_frames
        return position * 1000.0 / self._sound.rate

    def begin_load(self, name: DeckName) -> None:
        """A song is on its way to this deck."""
        self._edit_deck(name, loading=True, message=None)

    def fail_load(self, name: DeckName, message: str) -> None:
        """The song could not be had; the deck keeps what it holds."""
        self._edit_deck(name, loading=False, message=message)

    def finish_load(self, name: DeckName, song: Song) -> Applied:
        """Put a song on a deck; it waits at its beginning."""
        return self._put(name, song, fresh_deck)

    def resume(self, name: DeckName, song: Song, before: DeckState) -> Applied:
        """Put a song on a deck as it was in an earlier life of the rig, playing if it played."""
        return self._put(name, song, lambda song, _: resumed_deck(song, before))

    def settle(self, result: engine.Result) -> None:
        """Take in what the engine reports by itself. Thread: the rig's loop."""
        if result.deck is None:
            return
        name = DECKS[result.deck]
        if result.kind is engine.ResultKind.ENDED:
            self._edit_deck(name, playing=False, position_ms=self.position_ms(name))
        elif result.kind is engine.ResultKind.BROKEN_STEM and result.stem is not None:
            stem = list(self._state.decks[name].stems)[result.stem]
            self._edit_deck(name, message=f"The stem {stem} holds broken samples and has been silenced.")

    def resume_mixer(self, before: MasterState) -> None:
        """Set crossfader and master as they were in an earlier life of the rig."""
        self.apply(MixerCrossfader(before.crossfader))
        self.apply(MixerMaster(before.gain_db))

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

    def _put(self, name: DeckName, song: Song, make: Callable[[Song, DeckState], DeckState]) -> Applied:
        with self._lock:
            deck = make(song, self._state.decks[name])
            commands = tuple(deck_commands(DECKS.index(name), deck, song.source, self._sound.rate))
            return self._enact(with_deck(self._state, name, deck, *commands))

    def _edit_deck(self, name: DeckName, **changes: object) -> None:
        with self._lock:
            deck = replace(self._state.decks[name], **changes)
            self._state = with_deck(self._state, name, deck).state

    def _enact(self, change: Change) -> Applied:
        """Send the commands, then take the state. Under the lock."""
        ids = []
        for command in change.commands:
            outcome = self._sound.submit(command)
            if outcome is engine.Outcome.FULL:
                raise EngineError("Too much at once: the engine has not taken this. Try again.", code="full")
            ids.append(command.id)
        told = change.state is not self._state
        self._state = change.state
        return Applied(self._told.seq + told, tuple(ids))
