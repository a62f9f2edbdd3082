"""Which line of a TOML file a setting stands on: tomllib reads values only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

#: A way into the file: table and key names, and numbers (from 0) in arrays of tables.
Way = tuple[str | int, ...]

_NAME: Final = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_DOTTED: Final = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_ARRAY: Final = re.compile(rf"\s*\[\[\s*({_DOTTED})\s*\]\]")
_TABLE: Final = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]")
_KEY: Final = re.compile(rf"\s*({_DOTTED})\s*=")


def line_index(text: str) -> dict[Way, int]:
    """The line (from 1) of every table and key."""
    index: dict[Way, int] = {(): 1}
    counts: dict[Way, int] = {}
    table: Way = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _ARRAY.match(line):
            array = _split(found[1])
            table = (*array, counts.get(array, 0))
            counts[array] = counts.get(array, 0) + 1
            index.setdefault(array, number)
            index[table] = number
        elif found := _TABLE.match(line):
            table = _split(found[1])
            index[table] = number
        elif found := _KEY.match(line):
            index[table + _split(found[1])] = number
    return index


def line_of(index: Mapping[Way, int], way: Way) -> int:
    """The line of a setting, or of the nearest thing around it that has one."""
    while way not in index:
        way = way[:-1]
    return index[way]


def _split(dotted: str) -> Way:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))
