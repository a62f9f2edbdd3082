"""Types in words, as a player would say them: for messages and for the documentation page."""

from __future__ import annotations

from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from msgspec import Meta, Struct

from sfa_live.model.action.base import StemRef

_PLAIN = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}


def in_words(hint: Any) -> str:
    """What a setting or an argument of this type takes."""
    if hint == StemRef:
        return "name or number 1 to 8"
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        return " or ".join(in_words(part) for part in get_args(hint) if part is not NoneType)
    if names := choices(hint):
        return " or ".join(names)
    kind, meta = hint, None
    if hasattr(hint, "__metadata__"):
        kind, meta = get_args(hint)[:2]
    if isinstance(meta, Meta) and meta.ge is not None:
        return f"{meta.ge:g} to {meta.le:g}"
    if isinstance(meta, Meta) and meta.pattern is not None and meta.examples:
        return str(meta.examples[0])
    if get_origin(kind) in (tuple, list):
        return _several(get_args(kind)[0], meta)
    return _PLAIN.get(kind, "a table")


def choices(hint: Any) -> tuple[str, ...]:
    """The words that a setting can be; none when it is no choice between words."""
    if get_origin(hint) is Literal:
        return tuple("true" if name is True else str(name) for name in get_args(hint))
    return tuple(hint) if isinstance(hint, type) and issubclass(hint, StrEnum) else ()


def _several(hint: Any, meta: Meta | None) -> str:
    most = f"up to {meta.max_length}" if meta is not None and meta.max_length is not None else "a list"
    what = f"{{{', '.join(hint.__struct_fields__)}}}" if isinstance(hint, type) and issubclass(hint, Struct) else ""
    return f"{most} of {what or in_words(hint)}"
