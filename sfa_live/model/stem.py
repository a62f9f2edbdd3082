"""Stems: what they are called and in which order they stand on every surface."""

from __future__ import annotations

import re
from typing import Final

#: The order of stems on a deck, in a pack and on a controller (stem 1 is the first of these that the song has).
STEM_ORDER: Final = ("vocals", "drums", "bass", "other", "guitar", "piano")

#: The most stems that a deck plays.
MAX_STEMS: Final = 8

#: The name, in a pack, of the untouched recording beside its stems: the deck fades to it, it is no stem of the mix.
ORIGINAL: Final = "original"

_NOT_A_NAME = re.compile(r"[^a-z0-9]+")


def stem_name(raw: str) -> str:
    """A stem's name from a file's or a model's: lower case, words joined by ``_``, at most 32 characters."""
    return _NOT_A_NAME.sub("_", raw.strip().lower()).strip("_")[:32] or "stem"


def stem_rank(name: str) -> tuple[int, str]:
    """Sort key that puts the usual stems first, the others behind them by name."""
    return (STEM_ORDER.index(name) if name in STEM_ORDER else len(STEM_ORDER), name)
