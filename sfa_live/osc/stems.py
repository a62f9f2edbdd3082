"""Which stem has which number: the same number is the same voice in every song."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sfa_live.errors import ActionError
from sfa_live.model.show_state import DeckState

#: The original system's numbers.
_KNOWN: Final = ("vocals", "drums", "bass", "other", "guitar", "piano")
MOST_STEMS: Final = 8


def numbered(deck: DeckState) -> Mapping[int, str]:
    """A deck's stems by number: the known voices by their own, all others on the numbers that are left, in order."""
    found = {number: name for number, name in enumerate(_KNOWN, start=1) if name in deck.stems}
    left = (number for number in range(1, MOST_STEMS + 1) if number not in found)
    others = (name for name in deck.stems if name not in found.values())
    return dict(sorted({**found, **dict(zip(left, others, strict=False))}.items()))


def stem_at(deck_name: str, deck: DeckState, number: int) -> str:
    """The name of the stem with that number. Raises `ActionError` with those that there are."""
    stems = numbered(deck)
    if number in stems:
        return stems[number]
    there = ", ".join(f"{each} {name}" for each, name in stems.items()) or "none: load a song first"
    raise ActionError(f"Deck {deck_name} has no stem {number}. It has: {there}.", code="unknown_stem")
