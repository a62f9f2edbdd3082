"""What is heard of a deck: mutes and solos, its focus (one touch for the voice, or all but it), and its original."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

import engine
from sfa_live.model.heard import is_left_out, is_voice
from sfa_live.model.show_state import DeckState, Focus, StemState


def silenced(deck: DeckState, name: str) -> bool:
    """Whether a stem is muted at the engine: by a hand, or because the deck's focus leaves it out.

    What other stems' solos silence, and whose place a guest has, the engine sees to itself.
    """
    return deck.stems[name].mute or is_left_out(deck, name)


def has_voice(deck: DeckState) -> bool:
    """Whether one of the deck's stems is the voice."""
    return any(is_voice(name) for name in deck.stems)


def blend(deck: DeckState) -> float:
    """How much of the original is heard instead of the stems: nothing while a focus singles some of them out."""
    return 0.0 if deck.original is None or deck.focus is not None else deck.original


def focused(deck: DeckState, focus: Focus) -> DeckState:
    """The deck with one touch for some of its stems. Mutes and solos of before are put aside."""
    return replace(deck, focus=focus, stems={name: _put_aside(stem) for name, stem in deck.stems.items()})


def let_go(deck: DeckState) -> DeckState:
    """The deck without a focus. Mutes and solos that were put aside are back, beside those that have come since."""
    return replace(deck, focus=None, stems={name: _put_back(stem) for name, stem in deck.stems.items()})


def _put_aside(stem: StemState) -> StemState:
    mute = _own_mute(stem) or stem.mute_aside
    solo = stem.solo or stem.solo_aside
    return replace(_with_own_mute(stem, mute=False), solo=False, mute_aside=mute, solo_aside=solo)


def _put_back(stem: StemState) -> StemState:
    mute = _own_mute(stem) or stem.mute_aside
    solo = stem.solo or stem.solo_aside
    return replace(_with_own_mute(stem, mute=mute), solo=solo, mute_aside=False, solo_aside=False)


def _own_mute(stem: StemState) -> bool:
    """Whether a stem is muted on its own deck; a guest will be when it is back."""
    return stem.mute if stem.guest is None else stem.guest.mute


def _with_own_mute(stem: StemState, *, mute: bool) -> StemState:
    if stem.guest is None:
        return replace(stem, mute=mute)
    return replace(stem, guest=replace(stem.guest, mute=mute))


def mute_commands(index: int, before: DeckState, after: DeckState) -> Iterator[engine.Command]:
    """What silences the stems that are silent now and were not, and the other way round."""
    for name, stem in after.stems.items():
        silent = silenced(after, name)
        if name not in before.stems or silent != silenced(before, name):
            yield engine.SetMute(index, stem.slot - 1, silent)


def hearing_commands(index: int, deck: DeckState, over: int = 0) -> Iterator[engine.Command]:
    """All that decides what is heard of a deck, within so many frames.

    Not only what differs: it may wait for the beat, and by then something else may differ; or the state has its end
    already, and what is heard is on a long way there.
    """
    for name, stem in deck.stems.items():
        yield engine.SetMute(index, stem.slot - 1, silenced(deck, name), over)
        yield engine.SetSolo(index, stem.slot - 1, stem.solo, over)
    if deck.original is not None:
        yield engine.SetBlend(index, blend(deck), over)
