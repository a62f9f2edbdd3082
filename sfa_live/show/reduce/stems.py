"""Single stems: mute, solo, level, filter, where they go, and one touch for the voice or all but it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.show_state import DeckState, Focus, ShowState, StemState
from sfa_live.model.units import gain_from_db
from sfa_live.show.reduce.change import Change, Moment, both, edit_deck, index_of, song_deck, stem_of, with_stem


def silenced(deck: DeckState, name: str) -> bool:
    """Whether a stem is silent for another reason than a solo: its mute, a swap, or the deck's focus."""
    stem = deck.stems[name]
    voice = _is_voice(name)
    out_of_focus = (deck.focus == "acapella" and not voice) or (deck.focus == "instrumental" and voice)
    return stem.mute or stem.replaced_by is not None or out_of_focus


def has_voice(deck: DeckState) -> bool:
    """Whether one of the deck's stems is the voice."""
    return any(_is_voice(name) for name in deck.stems)


def _is_voice(stem: str) -> bool:
    return "voc" in stem or "voice" in stem


def mute_commands(index: int, before: DeckState, after: DeckState) -> Iterator[engine.Command]:
    """What silences the stems that are silent now and were not, and the other way round."""
    for name, stem in after.stems.items():
        silent = silenced(after, name)
        if name not in before.stems or silent != silenced(before, name):
            yield engine.SetMute(index, stem.slot - 1, silent)


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
    return edit_stem(state, action.deck, action.stem, mute=bool(action.on))


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
    return _send(state, action.deck, action.stem, action.channel)


def _send(state: ShowState, name: act.DeckName, ref: str | int, channel: act.DeckName, **changes: object) -> Change:
    index, slot, _ = _stem(state, name, ref)
    command = engine.SetStemChannel(index, slot, index_of(channel))
    return edit_stem(state, name, ref, command, channel=None if channel == name else channel, **changes)


def _output(state: ShowState, action: act.StemOutput, _moment: Moment) -> Change:
    index, slot, _ = _stem(state, action.deck, action.stem)
    check_pair(state, action.pair)
    return edit_stem(
        state, action.deck, action.stem, engine.SetStemOutput(index, slot, action.pair), output=action.pair
    )


def check_pair(state: ShowState, pair: int) -> None:
    """`ActionError` when the device has no such pair of outputs."""
    pairs = state.audio.channels // 2
    if pair > pairs:
        raise ActionError(
            f"There is no output pair {pair}: the device in use has {pairs}. Start with --channels {2 * pair} on a "
            "device that has them.",
            code="no_output",
        )


def _swap(state: ShowState, action: act.StemSwap, _moment: Moment) -> Change:
    """This deck's stem through the other deck's channel, that deck's own stem silent meanwhile."""
    source, target = action.deck, action.into
    if source == target:
        raise ActionError("A stem takes the place of one on another deck: name two decks.", code="same_deck")
    deck, other = song_deck(state, source), song_deck(state, target)
    name = stem_of(deck, source, action.stem)
    if not action.on:
        return _swap_back(state, source, name) if deck.stems[name].channel == target else Change(state)
    change = _give_back(state, source, name)
    if name not in other.stems:
        return both(change, lambda then: _send(then, source, name, target, mute=False))
    before = other.stems[name].replaced_by
    if before not in (None, source):
        change = both(change, lambda then: _swap_back(then, before, name))
    change = both(change, lambda then: _send(then, source, name, target, mute=False))
    return both(change, lambda then: edit_stem(then, target, name, replaced_by=source))


def _swap_back(state: ShowState, source: act.DeckName, name: str) -> Change:
    """A stem goes through its own deck again, and what it replaced is heard."""
    change = _give_back(state, source, name)
    return both(change, lambda then: _send(then, source, name, source))


def _give_back(state: ShowState, source: act.DeckName, name: str) -> Change:
    """What this deck's stem replaces is heard again."""
    change = Change(state)
    for target in act.DECKS:
        stem = state.decks[target].stems.get(name)
        if stem is not None and stem.replaced_by == source:
            change = both(change, partial(edit_stem, name=target, ref=name, replaced_by=None))
    return change


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
    if not on and deck.focus != focus:
        return Change(state)
    after = replace(deck, focus=focus if on else None)
    return edit_deck(state, name, *mute_commands(index_of(name), deck, after), focus=after.focus)


HANDLERS: Final[Mapping[type[act.Action], Callable[[ShowState, Any, Moment], Change]]] = {
    act.StemMute: _mute,
    act.StemSolo: _solo,
    act.StemGain: _gain,
    act.StemFilter: _filter,
    act.StemChannel: _channel,
    act.StemOutput: _output,
    act.StemSwap: _swap,
    act.DeckAcapella: _acapella,
    act.DeckInstrumental: _instrumental,
}
