"""TOML, written: the few forms that a mapping file has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def toml_table(header: str, table: Mapping[str, Any]) -> str:
    """A table under its header (``[match]``, ``[[bind]]``), a key a line."""
    return "\n".join([header, *(f"{toml_key(key)} = {toml_value(value)}" for key, value in table.items())]) + "\n"


def toml_key(key: str) -> str:
    """A key, quoted where it must be."""
    return key if _BARE.fullmatch(key) else _quoted(key)


def toml_value(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{toml_key(key)} = {toml_value(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return f"[{', '.join(toml_value(each) for each in value)}]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """A basic string of TOML has the escapes of JSON, and may not hold a bare DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
