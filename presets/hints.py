"""What the fields of a struct are, worked out once: a file with two hundred controls asks two thousand times."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct


@cache
def hints_of(kind: type[Struct]) -> Mapping[str, Any]:
    """The types of a struct's fields, with their bounds."""
    return get_type_hints(kind, include_extras=True)


@cache
def fields_of(kind: type[Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """A struct's fields."""
    return msgspec.structs.fields(kind)
