"""Single stems: mute, solo, level, filter, where they go; and one touch for the voice or all but it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.show_state import Focus, ShowState, StemState
from sfa_live.model.units import gain_from_db
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
from sfa_live.show.reduce.hearing import focused, has_voice, hearing_commands, let_go, mute_commands, silenced
from sfa_live.show.reduce.swap import send_home, swap


def edit_stem(
    state: ShowState, name: act.DeckName, ref: str | int, *commands: engine.Command, **changes: object
) -> Change:
    """The state with some fields of one stem changed, and what the engine is to do about it, mutes included."""
    deck = state.decks[name]
    stem_name = stem_of(deck, name, ref)
    after = replace(deck, stems=with_stem(deck, stem_name, replace(deck.stems[stem_name], **changes)))
    return edit_deck(state, name, *commands, *mute_commands(index_of(name), deck, after), stems=after.stems)


def _stem(state: ShowState, name: act.DeckName, ref: str | int) -> tuple[int, int, StemState]:
    """The deck's and the stem's number at the engine, and the stem."""
    deck = state.decks[name]
    stem = deck.stems[stem_of(deck, name, ref)]
    return index_of(name), stem.slot - 1, stem


def _mute(state: ShowState, action: act.StemMute, _moment: Moment) -> Change:
    """Told to the engine even where it changes nothing: a scene may be on its long way to the same."""
    name, deck = action.deck, state.decks[action.deck]
    stem_name = stem_of(deck, name, action.stem)
    stem = replace(deck.stems[stem_name], mute=bool(action.on))
    after = replace(deck, stems=with_stem(deck, stem_name, stem))
    command = engine.SetMute(index_of(name), stem.slot - 1, silenced(after, stem_name))
    return edit_deck(state, name, command, stems=after.stems)


def _solo(state: ShowState, action: act.StemSolo, _moment: Moment) -> Change:
    index, slot, _ = _stem(state, action.deck, action.stem)
    on = bool(action.on)
    return edit_stem(state, action.deck, action.stem, engine.SetSolo(index, slot, on), solo=on)


def _gain(state: ShowState, action: act.StemGain, _moment: Moment) -> Change:
    index, slot, _ = _stem(state, action.deck, action.stem)
    command = engine.SetStemGain(index, slot, gain_from_db(action.db))
    return edit_stem(state, action.deck, action.stem, command, gain_db=action.db)


def _filter(state: ShowState, action: act.StemFilter, _moment: Moment) -> Change:
    index, slot, _ = _stem(state, action.deck, action.stem)
    command = engine.SetStemFilter(index, slot, action.value)
    return edit_stem(state, action.deck, action.stem, command, filter=action.value)


def _channel(state: ShowState, action: act.StemChannel, _moment: Moment) -> Change:
    index, slot, _ = _stem(state, action.deck, action.stem)
    command = engine.SetStemChannel(index, slot, index_of(action.channel))
    return _lead(state, action, command, channel=None if action.channel == action.deck else action.channel)


def _output(state: ShowState, action: act.StemOutput, _moment: Moment) -> Change:
    index, slot, _ = _stem(state, action.deck, action.stem)
    check_pair(state, action.pair)
    return _lead(state, action, engine.SetStemOutput(index, slot, action.pair), output=action.pair)


def _lead(
    state: ShowState, action: act.StemChannel | act.StemOutput, command: engine.Command, **changes: object
) -> Change:
    """A hand that leads a guest elsewhere has ended the swap."""
    name = stem_of(state.decks[action.deck], action.deck, action.stem)
    home = send_home(state, action.deck, name)
    return both(home, lambda then: edit_stem(then, action.deck, name, command, **changes))


def check_pair(state: ShowState, pair: int) -> None:
    """`ActionError` when the device has no such pair of outputs."""
    pairs = state.audio.channels // 2
    if pair > pairs:
        raise ActionError(
            f"There is no output pair {pair}: the device in use has {pairs}. Start with --channels {2 * pair} on a "
            "device that has them.",
            code="no_output",
        )


def _acapella(state: ShowState, action: act.DeckAcapella, _moment: Moment) -> Change:
    return _focus(state, action.deck, "acapella", on=bool(action.on))


def _instrumental(state: ShowState, action: act.DeckInstrumental, _moment: Moment) -> Change:
    return _focus(state, action.deck, "instrumental", on=bool(action.on))


def _focus(state: ShowState, name: act.DeckName, focus: Focus, *, on: bool) -> Change:
    deck = song_deck(state, name)
    if not has_voice(deck):
        raise ActionError(
            f"The song on deck {name} has no stem with the voice; its stems are {', '.join(deck.stems)}.",
            code="no_voice",
        )
    if not on and deck.focus not in (focus, None):
        return Change(state)
    after = focused(deck, focus) if on else let_go(deck)
    return with_deck(state, name, after, *hearing_commands(index_of(name), after))


HANDLERS: Final[Mapping[type[act.Action], Callable[[ShowState, Any, Moment], Change]]] = {
    act.StemMute: _mute,
    act.StemSolo: _solo,
    act.StemGain: _gain,
    act.StemFilter: _filter,
    act.StemChannel: _channel,
    act.StemOutput: _output,
    act.StemSwap: swap,
    act.DeckAcapella: _acapella,
    act.DeckInstrumental: _instrumental,
}
