"""One bind can stand for a row of controls: its lists and runs ("36..43") are read side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from presets.lines import Way
from presets.wrong import Wrong

_RUN: Final = re.compile(r"(\d+)\s*\.\.\s*(\d+)")
#: Keys that are one value even when they look like several: a range of channels, the steps of a macro.
_WHOLE: Final = ("channel", "macro")
#: Numbers of these that are written as a run or a list move with the surface's bank.
_BANKED: Final = ("stem", "slot")


def rows(table: Mapping[str, Any], way: Way) -> Iterator[dict[str, Any]]:
    """The bind's controls, one table each."""
    spread = {key: as_list(key, value) for key, value in table.items()}
    lengths = {len(values) for values in spread.values() if values is not None}
    if len(lengths) > 1:
        raise Wrong(way, f"the lists of a bind must be of one length, but {_lengths(spread)}.")
    for place in range(next(iter(lengths), 1)):
        yield {key: table[key] if values is None else values[place] for key, values in spread.items()}


def banked(table: Mapping[str, Any]) -> tuple[str, ...]:
    """The arguments of a bind that move with the bank."""
    lists = {key: as_list(key, table[key]) or [] for key in _BANKED if key in table}
    return tuple(key for key, values in lists.items() if values and all(isinstance(value, int) for value in values))


def as_list(key: str, value: object) -> list[Any] | None:
    """What a list or a run stands for; None for a single value."""
    if key == "channel" and isinstance(value, list):
        return value
    if key in _WHOLE:
        return None
    if isinstance(value, str) and (run := _RUN.fullmatch(value)):
        return list(range(int(run[1]), int(run[2]) + 1))
    return value if isinstance(value, list) else None


def _lengths(spread: Mapping[str, list[Any] | None]) -> str:
    return ", ".join(f"{key} has {len(value)}" for key, value in spread.items() if value is not None)
