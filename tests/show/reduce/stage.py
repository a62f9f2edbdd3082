"""A show that is only a value, for what is decided without an engine."""

from msgspec.structs import replace

import engine
from sfa_live.model.action import Action
from sfa_live.model.grid import Grid
from sfa_live.model.show_state import AudioState, DeckState, ShowState, StemState
from sfa_live.show.reduce import Change, Moment, reduce, resolve

STEMS = ("vocals", "drums", "bass", "other")
MOMENT = Moment(position_ms=lambda _deck: 1000.0)


def song(**changes) -> DeckState:
    """A deck with a song of four stems, ten seconds at 120 bpm."""
    deck = DeckState(
        track_id="song",
        duration_ms=10_000.0,
        grid=Grid(120.0),
        stems={name: StemState(slot) for slot, name in enumerate(STEMS, start=1)},
    )
    return replace(deck, **changes)


def stage(channels: int = 2, **decks: DeckState) -> ShowState:
    """A show with these decks."""
    state = ShowState("epoch", audio=AudioState(channels=channels))
    playing = any(deck.playing for deck in decks.values())
    return replace(state, decks={**state.decks, **decks}, master=replace(state.master, playing=playing))


def press(state: ShowState, action: Action, moment: Moment = MOMENT) -> Change:
    """What a hand that does this changes."""
    resolved = resolve(state, action, moment)
    assert resolved is not None
    return reduce(state, resolved, moment)


def mutes(change: Change) -> dict[tuple[int, int], bool]:
    """The stems that are silenced or heard again, by deck and place."""
    found = [command for command in change.commands if isinstance(command, engine.SetMute)]
    return {(command.deck, command.stem): command.on for command in found}
