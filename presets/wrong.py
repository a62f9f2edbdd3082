"""What is wrong with a mapping file, and where, before the line is looked up."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from presets.lines import Way


class Wrong(Exception):  # noqa: N818 - never leaves this package: `read_preset` turns it into a PresetError
    """A sentence about one place in the file."""

    def __init__(self, way: Way, sentence: str) -> None:
        super().__init__(sentence)
        self.way = way


def no_such(what: str, given: str, names: Iterable[str]) -> str:
    """A sentence about a word that does not exist, with the nearest one that does."""
    known = {str(name).casefold(): str(name) for name in names}
    near = difflib.get_close_matches(given.casefold(), known, n=1)
    hint = f"Did you mean {known[near[0]]!r}?" if near else f"There are: {', '.join(known.values()) or 'none'}."
    return f"there is no {what} {given!r}. {hint}"
