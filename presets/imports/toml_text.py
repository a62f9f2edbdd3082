"""TOML as text: the few shapes that a preset file has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

#: What a preset's setting can be.
Value = Any
#: The settings of one table, in the order in which they are written.
Table = Mapping[str, Value]

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def table_lines(table: Table) -> list[str]:
    """``key = value``, a line each."""
    return [f"{key(name)} = {value(setting)}" for name, setting in table.items()]


def key(name: str) -> str:
    """A key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else _text(name)


def value(setting: Value) -> str:
    """A setting as TOML."""
    if isinstance(setting, bool):
        return "true" if setting else "false"
    if isinstance(setting, int | float):
        return repr(setting)
    if isinstance(setting, str):
        return _text(setting)
    if isinstance(setting, Mapping):
        return "{ " + ", ".join(table_lines(setting)) + " }"
    if isinstance(setting, Sequence):
        return "[" + ", ".join(value(each) for each in setting) + "]"
    raise TypeError(f"no preset has a setting such as {setting!r}")


def one_line(words: str, most: int = 200) -> str:
    """Foreign words as part of one line: no line ends, no halves of characters, not too long."""
    plain = " ".join(_CONTROL.sub(" ", words).split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}" if ord(sign[0]) < 0xD800 else "?", escaped) + '"'
