"""Swaps: a stem is the guest of another deck, on that deck's channel, in the place of the same stem there."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.show_state import DeckState, GuestState, ShowState, StemState
from sfa_live.show.reduce.change import (
    Change,
    Moment,
    both,
    edit_deck,
    index_of,
    song_deck,
    stem_of,
    with_deck,
    with_stem,
)
from sfa_live.show.reduce.hearing import silenced


def swap(state: ShowState, action: act.StemSwap, _moment: Moment) -> Change:
    """This deck's stem through the other deck's channel, that deck's own stem silent meanwhile."""
    source, target = action.deck, action.into
    if source == target:
        raise ActionError("A stem takes the place of one on another deck: name two decks.", code="same_deck")
    deck = song_deck(state, source)
    name = stem_of(deck, source, action.stem)
    guest = deck.stems[name].guest
    is_there = guest is not None and guest.at == target
    if not action.on:
        return send_home(state, source, name) if is_there else Change(state)
    song_deck(state, target)
    if is_there:
        return Change(state)
    change = send_home(state, source, name)
    before = _guest_at(state, target, name)
    if before is not None:
        change = both(change, lambda then: send_home(then, before, name))
    return both(change, lambda then: _lend(then, source, name, target))


def _lend(state: ShowState, source: act.DeckName, name: str, target: act.DeckName) -> Change:
    stem = state.decks[source].stems[name]
    guest = GuestState(target, stem.mute, stem.channel, stem.output)
    return _plug(state, source, name, replace(stem, mute=False, channel=target, output=0, guest=guest))


def send_home(state: ShowState, source: act.DeckName, name: str) -> Change:
    """A stem that is a guest goes its own way again, as it was, and what it had the place of is heard."""
    stem = state.decks[source].stems[name]
    guest = stem.guest
    if guest is None:
        return Change(state)
    back = replace(stem, mute=guest.mute, channel=guest.channel, output=guest.output, guest=None)
    return _plug(state, source, name, back)


def _plug(state: ShowState, source: act.DeckName, name: str, stem: StemState) -> Change:
    """A stem that has another way, and may be heard or not for it."""
    deck, index, place = state.decks[source], index_of(source), stem.slot - 1
    after = replace(deck, stems=with_stem(deck, name, stem))
    commands = (
        engine.SetStemChannel(index, place, index_of(stem.channel or source), stem.guest is not None),
        engine.SetStemOutput(index, place, stem.output),
        engine.SetMute(index, place, silenced(after, name)),
    )
    return tied(with_deck(state, source, after, *commands))


def end_swaps(state: ShowState, target: act.DeckName) -> Change:
    """All that are guests of a deck go home."""
    change = Change(state)
    for source in act.DECKS:
        for name, stem in state.decks[source].stems.items():
            if source != target and stem.guest is not None and stem.guest.at == target:
                change = both(change, partial(send_home, source=source, name=name))
    return change


def tied(change: Change) -> Change:
    """Every stem whose place a guest has says so, and no other does: whichever of the two has come or gone."""
    for target in act.DECKS:
        for name, stem in change.state.decks[target].stems.items():
            guest = _guest_at(change.state, target, name)
            if guest != stem.replaced_by:
                change = both(change, partial(_give_place, target=target, name=name, to=guest))
    return change


def _give_place(state: ShowState, target: act.DeckName, name: str, to: act.DeckName | None) -> Change:
    deck: DeckState = state.decks[target]
    stem = replace(deck.stems[name], replaced_by=to)
    command = engine.SetStandIn(index_of(target), stem.slot - 1, None if to is None else index_of(to))
    return edit_deck(state, target, command, stems=with_stem(deck, name, stem))


def _guest_at(state: ShowState, target: act.DeckName, name: str) -> act.DeckName | None:
    """The deck whose stem of this name is the guest of a deck."""
    for source in act.DECKS:
        stem = state.decks[source].stems.get(name)
        if stem is not None and stem.guest is not None and stem.guest.at == target:
            return source
    return None
