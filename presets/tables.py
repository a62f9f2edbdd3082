"""A table of a mapping file becomes its shape; everything that is wrong with it is noted, not only the first thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, get_args

import msgspec
from msgspec import Struct

from presets.kinds import fields_of, hints_of
from presets.lines import Way
from presets.wrong import Wrong, no_such
from sfa_live.model.action import choices, in_words

Shape = TypeVar("Shape", bound=Struct)


class Notes:
    """What is wrong with a file, gathered while it is read."""

    def __init__(self) -> None:
        self.wrongs: list[Wrong] = []
        #: How often something was noted, the same thing again too.
        self.count = 0

    def note(self, wrong: Wrong) -> None:
        """One more thing. Of a key the first thing is enough, and the same thing of every control in a row is one."""
        self.count += 1
        is_key = bool(wrong.way) and isinstance(wrong.way[-1], str)
        if all(wrong.way != other.way or not (is_key or str(wrong) == str(other)) for other in self.wrongs):
            self.wrongs.append(wrong)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Note what goes wrong inside, and go on behind it."""
        try:
            yield
        except Wrong as wrong:
            self.note(wrong)


def read_table(
    table: Mapping[str, Any], shape: type[Shape], way: Way, notes: Notes, *, others: Iterable[str] | None = ()
) -> Shape | None:
    """A table in its shape, or None when something that it needs is missing.

    What does not fit is noted, and its default stands in for it. ``others`` are keys that somebody else reads; None
    allows any.
    """
    fields = {field.encode_name: field for field in fields_of(shape)}
    hints = hints_of(shape)
    read: dict[str, Any] = {}
    for key, value in table.items():
        if key in fields:
            hint = hints[fields[key].name]
            inner = _table_in(hint)
            with notes.going_on():
                if inner is None or not isinstance(value, dict):
                    read[fields[key].name] = convert(value, hint, (*way, key))
                elif (below := read_table(value, inner, (*way, key), notes)) is not None:
                    read[fields[key].name] = below
        elif others is not None and key not in others:
            notes.note(Wrong((*way, key), no_such("setting", key, (*fields, *others))))
    for key, field in fields.items():
        if field.required and key not in table:
            notes.note(Wrong(way, f"{key} is missing: it takes {in_words(hints[field.name])}."))
    needed = {field.name for field in fields.values() if field.required}
    return shape(**read) if needed <= read.keys() else None


def convert(value: object, hint: Any, way: Way) -> Any:
    """One value in its type; `Wrong` with a sentence when it has another."""
    try:
        return msgspec.convert(value, type=hint)
    except msgspec.ValidationError as wrong:
        key = str(way[-1])
        names = choices(hint) or tuple(name for part in get_args(hint) for name in choices(part))
        if names and isinstance(value, str):
            raise Wrong(way, no_such(key, value, names)) from wrong
        raise Wrong(way, f"{key} takes {in_words(hint)}, not {value!r}.") from wrong


def _table_in(hint: Any) -> type[Struct] | None:
    """The shape of the table that a setting is, if it is one."""
    for part in (hint, *get_args(hint)):
        if isinstance(part, type) and issubclass(part, Struct):
            return part
    return None
