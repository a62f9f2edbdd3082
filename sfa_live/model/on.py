"""What is switched on, as an action sees it: for toggles, held buttons and lamps."""

from __future__ import annotations

from sfa_live.model import action as act
from sfa_live.model.show_state import DeckState, ShowState, StemState


def find_stem(deck: DeckState, ref: str | int) -> str | None:
    """A stem's name on a deck from its name or number; None when it is not there."""
    for name, stem in deck.stems.items():
        if ref in (name, stem.slot, str(stem.slot)):
            return name
    return None


def stem_at(deck: DeckState, ref: str | int) -> StemState | None:
    """A deck's stem by its name or number; None when it is not there."""
    name = find_stem(deck, ref)
    return None if name is None else deck.stems[name]


def is_on(state: ShowState, action: act.Action) -> bool | None:
    """Whether what the action switches is on; None when it switches nothing, or a stem that is not there."""
    match action:
        case act.StemMute() | act.StemSolo() | act.StemLoop() | act.StemSwap():
            deck = state.decks[action.deck]
            name = find_stem(deck, action.stem)
            return None if name is None else _stem_is_on(deck.stems[name], action)
        case act.DeckEqKill(deck=deck_name, band=band):
            return band in state.decks[deck_name].eq.kills
        case act.DeckNudge(deck=deck_name, percent=percent):
            return percent != 0 and state.decks[deck_name].nudge == percent
        case act.RecordStart() | act.RecordStop():
            return state.record.on
        case act.MidiEnable() | act.MidiMute() | act.MidiGuard():
            return _device_is_on(state, action)
        case _:
            named = getattr(action, "deck", None)
            return None if named is None else _deck_is_on(state.decks[named], action)


def _deck_is_on(deck: DeckState, action: act.Action) -> bool | None:
    match action:
        case act.DeckToggle() | act.DeckPlay():
            return deck.playing
        case act.DeckPause():
            return not deck.playing
        case act.DeckLoop():
            return deck.loop.on
        case act.LoopRoll(beats=beats):
            return deck.rolling == beats
        case act.DeckSlip():
            return deck.slip
        case act.DeckKeyLock():
            return deck.key_lock.lock
        case act.DeckKeyExempt():
            return deck.key_lock.exempt
        case act.SyncLock():
            return deck.locked
        case act.DeckNormalise():
            return deck.normalise
        case act.DeckHeadphones():
            return deck.headphones
        case act.DeckAcapella():
            return deck.focus == "acapella"
        case act.DeckInstrumental():
            return deck.focus == "instrumental"
        case _:
            return None


def _stem_is_on(stem: StemState, action: act.StemMute | act.StemSolo | act.StemLoop | act.StemSwap) -> bool:
    match action:
        case act.StemMute():
            return stem.mute
        case act.StemSolo():
            return stem.solo
        case act.StemLoop():
            return stem.loop.on
        case act.StemSwap(into=into):
            return stem.guest is not None and stem.guest.at == into


def _device_is_on(state: ShowState, action: act.MidiEnable | act.MidiMute | act.MidiGuard) -> bool | None:
    device = next((device for device in state.midi.devices if action.port_id in (device.port_id, device.id)), None)
    match action:
        case _ if device is None:
            return None
        case act.MidiEnable():
            return device.enabled
        case act.MidiMute():
            return device.muted
        case act.MidiGuard():
            return device.guarded
