"""The ``[[bind]]`` tables of a mapping file row by row, as they stand there: to be shown, replaced or forgotten.

The reader makes `Control`s of them and knows what they mean; here it matters only which control a row is about.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from presets.asked import arguments_of
from presets.controls import OWN_ANYWAY
from presets.own import OWN_ACTIONS
from presets.rows import rows
from presets.shape import ADDRESSES, BIND_KEYS
from presets.values import MACRO
from sfa_live.model.action import ACTIONS, ALIASES

#: What else of a row says when it counts. What is left says what is done.
_WHEN: Final = ("layer", "page", "with", "when", "only")
_RUN: Final = re.compile(r"(\d+)\s*\.\.\s*(\d+)")
_SETTING: Final = re.compile(r"\{(\w+)\}")
_ALL: Final = frozenset(range(1, 17))


class Row(Struct, frozen=True):
    """One control of a file."""

    #: What it is called where it is to be forgotten: ``note 36 channel 1 layer shift``.
    control: str
    kind: str
    #: As it stands there: 0 for the bend and for pressure.
    number: int
    #: 1 to 16, ``any``, or a run of them.
    channel: int | str
    layer: str | None
    #: It counts only on a page, beside another button, or for a double or long press.
    is_special: bool
    #: By its name; ``macro`` where there are several.
    action: str
    args: Mapping[str, Any]
    #: Its whole row.
    table: Mapping[str, Any]

    @property
    def messages(self) -> frozenset[tuple[str, int, int]]:
        """The messages that it lives on: kind, channel and number."""
        kinds = [("cc", self.number), ("cc", self.number + 32)] if self.kind == "cc14" else [(self.kind, self.number)]
        return frozenset((kind, channel, number) for kind, number in kinds for channel in _channels(self.channel))


def rows_of(text: str) -> tuple[Row, ...]:
    """Every row of a file that can be read."""
    raw = tomllib.loads(text)
    return tuple(row for table in raw.get("bind", ()) for row in bind_rows(table, raw))


def bind_rows(table: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of one ``[[bind]]``; ``raw`` is its whole file."""
    for single in rows(table, ()):
        yield _row({"channel": raw.get("channel", "any"), **single}, raw.get("settings", {}))


def _row(table: Mapping[str, Any], settings: Mapping[str, Any]) -> Row:
    kind = next(kind for kind in ADDRESSES if kind in table)
    number = _filled(table[kind], settings)
    channel = _filled(table["channel"], settings)
    action = ALIASES.get(str(table.get("action")), str(table.get("action", MACRO)))
    arguments = _arguments_of(action)
    when = {key: table[key] for key in _WHEN if key in table and key not in arguments}
    name = kind if isinstance(number, bool) else f"{kind} {number}"
    return Row(
        control=" ".join([name, f"channel {channel}", *(f"{key} {value}" for key, value in when.items())]),
        kind=kind,
        number=0 if isinstance(number, bool) else int(number),
        channel=channel,
        layer=when.get("layer"),
        is_special=any(key in when for key in ("page", "with", "only")) or when.get("when") not in (None, "press"),
        action=action,
        args={key: value for key, value in table.items() if key in arguments or key not in BIND_KEYS},
        table=table,
    )


def _arguments_of(action: str) -> Collection[str]:
    """What the action itself takes, whatever such a word means elsewhere."""
    kind = OWN_ACTIONS.get(action) or ACTIONS.get(action)
    return {*arguments_of(kind)}.difference(OWN_ANYWAY) if kind else ()


def _filled(value: Any, settings: Mapping[str, Any]) -> Any:
    """A setting's value where a place names one ("{global_channel}")."""
    hole = _SETTING.fullmatch(value) if isinstance(value, str) else None
    return settings.get(hole[1], value) if hole else value


def _channels(channel: int | str) -> frozenset[int]:
    if channel == "any":
        return _ALL
    if isinstance(channel, str) and (run := _RUN.fullmatch(channel)):
        return frozenset(range(int(run[1]), int(run[2]) + 1))
    return frozenset((int(channel),))
