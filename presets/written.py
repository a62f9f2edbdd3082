"""The ``[[bind]]`` tables of a mapping file row by row, as they stand there: to be shown, replaced or forgotten.

The reader makes `Control`s of them and knows what they mean; here it matters only which control a row is about.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from presets.addresses import channels_of
from presets.asked import arguments_of
from presets.controls import OWN_ANYWAY
from presets.lines import line_index, line_of
from presets.own import OWN_ACTIONS
from presets.rows import rows
from presets.shape import ADDRESSES, BIND_KEYS
from presets.values import MACRO
from presets.wrong import Wrong
from sfa_live.errors import PresetError
from sfa_live.model.action import ACTIONS, ALIASES

#: What else of a row says when it counts. What is left says what is done.
_WHEN: Final = ("layer", "page", "with", "when", "only")
#: What else of a row says how the action is done, and goes with it to another control.
HOW: Final = ("range", "low", "high", "curve", "button")
_SETTING: Final = re.compile(r"\{(\w+)\}")
_NONE: Final[Mapping[str, int]] = {}


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
    #: How it is done, as far as the row says: how far a fader goes, whether a button holds.
    how: Mapping[str, Any]
    #: Its whole row.
    table: Mapping[str, Any]

    @property
    def messages(self) -> frozenset[tuple[str, int, int]]:
        """The messages that it lives on: kind, channel and number."""
        kinds = [("cc", self.number), ("cc", self.number + 32)] if self.kind == "cc14" else [(self.kind, self.number)]
        channels = channels_of(self.channel, ())
        return frozenset((kind, channel + 1, number) for kind, number in kinds for channel in channels)


def parsed(text: str, label: str = "The mapping") -> dict[str, Any]:
    """A file's tables and keys. `PresetError` with the place when it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise PresetError(f"{label}: this is not TOML: {wrong}.") from wrong


def rows_of(text: str, settings: Mapping[str, int] = _NONE, label: str = "The mapping") -> tuple[Row, ...]:
    """Every row of a file, for a unit that is set so. `PresetError` with the line where there is something else."""
    return tuple(row for _, controls in binds_of(text, settings, label) for row in controls)


def binds_of(
    text: str, settings: Mapping[str, int] = _NONE, label: str = "The mapping"
) -> list[tuple[Mapping[str, Any], list[Row]]]:
    """Every ``[[bind]]`` of a file with its rows, in the file's order."""
    raw = parsed(text, label)
    lines = line_index(text)
    found = []
    for number, table in enumerate(_tables(raw, label)):
        try:
            found.append((table, list(bind_rows(table, raw, settings))))
        except Wrong as wrong:
            line = line_of(lines, ("bind", number))
            raise PresetError(f"{label}, line {line}: {wrong}", lines=[(line, str(wrong))]) from wrong
    return found


def bind_rows(table: Mapping[str, Any], raw: Mapping[str, Any], settings: Mapping[str, int] = _NONE) -> Iterator[Row]:
    """The rows of one ``[[bind]]``; ``raw`` is its whole file."""
    set_to = settings_of(raw, settings)
    for single in rows(table, ()):
        yield _row({"channel": raw.get("channel", "any"), **single}, set_to)


def settings_of(raw: Mapping[str, Any], settings: Mapping[str, int]) -> Mapping[str, int]:
    """What a file asks of how a unit is set: as this unit is set, or as the file says."""
    own = raw.get("settings", {})
    return {key: settings.get(key, value) for key, value in own.items()} if isinstance(own, dict) else {}


def filled(value: Any, settings: Mapping[str, int]) -> Any:
    """A setting's value where a place names one ("{global_channel}")."""
    hole = _SETTING.fullmatch(value) if isinstance(value, str) else None
    return settings.get(hole[1], value) if hole else value


def _tables(raw: Mapping[str, Any], label: str) -> list[Mapping[str, Any]]:
    binds = raw.get("bind", [])
    if not isinstance(binds, list) or not all(isinstance(table, dict) for table in binds):
        raise PresetError(f"{label}: what a control does stands below a [[bind]] of its own.")
    return binds


def _row(table: Mapping[str, Any], settings: Mapping[str, int]) -> Row:
    kind = next((kind for kind in ADDRESSES if kind in table), None)
    if kind is None:
        raise Wrong((), f"a bind needs one of {', '.join(f'{kind} = …' for kind in ADDRESSES)}: which control it is.")
    number = filled(table[kind], settings)
    channel = filled(table["channel"], settings)
    if not isinstance(number, int) or not isinstance(channel, int | str):
        raise Wrong((), f"{kind} and channel take numbers, not {number!r} and {channel!r}.")
    channels_of(channel, ())
    action = ALIASES.get(str(table.get("action")), str(table.get("action", MACRO)))
    arguments = _arguments_of(action)
    when = {key: table[key] for key in _WHEN if key in table and key not in arguments}
    name = kind if isinstance(number, bool) else f"{kind} {number}"
    return Row(
        control=" ".join([name, f"channel {channel}", *(f"{key} {value}" for key, value in when.items())]),
        kind=kind,
        number=0 if isinstance(number, bool) else number,
        channel=channel,
        layer=when.get("layer"),
        is_special=any(key in when for key in ("page", "with", "only")) or when.get("when") not in (None, "press"),
        action=action,
        args={key: value for key, value in table.items() if key in arguments or key not in BIND_KEYS},
        how={key: table[key] for key in HOW if key in table and key not in arguments},
        table=table,
    )


def _arguments_of(action: str) -> Collection[str]:
    """What the action itself takes, whatever such a word means elsewhere."""
    kind = OWN_ACTIONS.get(action) or ACTIONS.get(action)
    return {*arguments_of(kind)}.difference(OWN_ANYWAY) if kind else ()
