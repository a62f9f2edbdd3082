"""What of a deck can be heard, and what silences the rest: for the engine, for lamps."""

from __future__ import annotations

from sfa_live.model.show_state import DeckState


def is_voice(stem: str) -> bool:
    """Whether a stem is the voice, by its name."""
    return "voc" in stem or "voice" in stem


def is_left_out(deck: DeckState, name: str) -> bool:
    """Whether the deck's focus leaves a stem out. One in solo is heard all the same, a guest is another deck's."""
    stem = deck.stems[name]
    singled_out = deck.focus is None or (deck.focus == "acapella") == is_voice(name)
    return not singled_out and not stem.solo and stem.guest is None


def is_silenced(deck: DeckState, name: str) -> bool:
    """Whether a stem is silent though no hand has muted it: for others in solo, for the focus, for a guest."""
    stem = deck.stems[name]
    if stem.guest is not None:
        return False
    in_shadow = not stem.solo and any(other.solo for other in deck.stems.values())
    return in_shadow or is_left_out(deck, name) or stem.replaced_by is not None
