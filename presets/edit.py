"""A mapping file, changed as a hand would change it: what is not meant stays as it is, comments too.

A row of controls from which one is taken is written anew as a list; every other line stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct

from presets.rows import as_list, rows
from presets.toml import toml_table, toml_value
from presets.written import Row, bind_rows, binds_of, filled, parsed, rows_of, settings_of

#: A table begins; one inside a bind ("[[bind.macro]]") is a part of that.
_HEADER: Final = re.compile(r"\s*\[(?!\[?\s*bind\s*\.)")
_BIND: Final = re.compile(r"(?m)^[ \t]*\[\[\s*bind\s*\]\]")
_NONE: Final[Mapping[str, int]] = {}


class Edited(Struct, frozen=True):
    """A file's new text, and the rows that are no longer in it."""

    text: str
    gone: tuple[Row, ...]


def make_room(text: str, bind: Mapping[str, Any], settings: Mapping[str, int] = _NONE) -> Edited:
    """Take out what the same control does now, in the same layer. ``settings``: what the unit is set to."""
    (new,) = bind_rows(bind, parsed(text), settings)

    def is_meant(row: Row) -> bool:
        # A pair and one of its halves cannot both be there, whenever they count.
        is_same = not row.is_special and row.layer == new.layer
        return bool(row.messages & new.messages) and (is_same or row.kind != new.kind)

    return take_out(text, is_meant, settings)


def add_bind(text: str, bind: Mapping[str, Any]) -> str:
    """Give a control something to do; it must be free."""
    return text.rstrip("\n") + "\n\n" + toml_table("[[bind]]", bind)


def forget(text: str, control: str) -> Edited:
    """Take one control out, by the name that `rows_of` gives it."""
    return take_out(text, lambda row: row.control == control)


def take_out(text: str, is_meant: Callable[[Row], bool], settings: Mapping[str, int] = _NONE) -> Edited:
    """Take out every control that is meant."""
    binds = iter(binds_of(text, settings))
    gone: list[Row] = []
    parts = []
    for part in _parts(text):
        if not _BIND.search(part):
            parts.append(part)
            continue
        table, controls = next(binds)
        meant = [is_meant(row) for row in controls]
        gone += [row for row, out in zip(controls, meant, strict=True) if out]
        if not any(meant):
            parts.append(part)
        elif not all(meant):
            left = [each for each, out in zip(rows(table, ()), meant, strict=True) if not out]
            parts.append(_comments(part) + toml_table("[[bind]]", _gathered(table, left)) + "\n")
    return Edited("".join(parts), tuple(gone))


def set_key(text: str, key: str, value: Any) -> str:
    """Set a key of the file itself, above its first table."""
    line = f"{key} = {toml_value(value)}"
    head, *tables = _parts(text)
    pattern = re.compile(rf"(?m)^[ \t]*{re.escape(key)}[ \t]*=.*$")
    found = pattern.search(head)
    if found is None:
        return "".join([head.rstrip("\n") + f"\n{line}\n\n", *tables])
    head = head[: found.start()] + line + head[found.end() :]
    return "".join([head, *tables])


def set_table(text: str, name: str, table: Mapping[str, Any]) -> str:
    """Set a whole table, in its place, or before the first bind."""
    parts = _parts(text)
    header = re.compile(rf"(?m)^\s*\[\s*{re.escape(name)}\s*\]")
    place = next((number for number, part in enumerate(parts) if number and header.search(part)), None)
    written = toml_table(f"[{name}]", table) + "\n"
    if place is not None:
        parts[place] = _comments(parts[place]) + written
    else:
        first = next((number for number, part in enumerate(parts) if number and _BIND.search(part)), len(parts))
        parts.insert(first, written)
    return "".join(parts)


def lamp_style(
    text: str, kind: str, channel: int, settings: Mapping[str, int] = _NONE, *, had: str | None = None
) -> str | None:
    """The lamp style for a button of a kind (note, cc) on a channel (1 to 16): the one that it ``had``, or most have.

    It fits when it sends on the button's own channel, or when buttons on just that channel have it.
    """
    raw = parsed(text)
    set_to = settings_of(raw, settings)
    lit = [row for row in rows_of(text, settings) if "lamp" in row.table]
    beside = {row.table["lamp"] for row in lit if row.kind == kind and row.channel == channel}
    styles = [
        name
        for name, style in raw.get("lamps", {}).items()
        if style.get("send") == kind and (name in beside or filled(style.get("channel", 1), set_to) == channel)
    ]
    used = [row.table["lamp"] for row in lit]
    return had if had in styles else max(styles, key=used.count, default=None)


def _parts(text: str) -> list[str]:
    """What stands before the first table, and every table with the comments above it; together they are the text."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines(keepends=True):
        if _HEADER.match(line):
            above: list[str] = []
            while parts[-1] and parts[-1][-1].lstrip().startswith("#"):
                above.insert(0, parts[-1].pop())
            parts.append(above)
        parts[-1].append(line)
    return ["".join(part) for part in parts]


def _comments(part: str) -> str:
    lines = part.splitlines(keepends=True)
    end = next(number for number, line in enumerate(lines) if _HEADER.match(line))
    return "".join(lines[:end])


def _gathered(table: Mapping[str, Any], left: list[dict[str, Any]]) -> dict[str, Any]:
    """Rows side by side again, lists where there were lists: numbers of a list move with the surface's bank."""
    lists = {key for key, value in table.items() if as_list(key, value) is not None}
    return {key: [row[key] for row in left] if key in lists else left[0][key] for key in table}
