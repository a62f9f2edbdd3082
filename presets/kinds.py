"""What the fields of an action or of a table are: found out once, as a mapping has hundreds of controls."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo


@cache
def fields_of(kind: type[Struct]) -> tuple[FieldInfo, ...]:
    """Its fields, in order."""
    return msgspec.structs.fields(kind)


@cache
def hints_of(kind: type[Struct]) -> Mapping[str, Any]:
    """The type of every field, with its limits."""
    return get_type_hints(kind, include_extras=True)
