"""A mapping file's text becomes a `Preset`, or a sentence that names the file and the line."""

from __future__ import annotations

import re
import tomllib
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from presets.controls import read_controls
from presets.lamps import read_style
from presets.lines import Way, line_index, line_of
from presets.values import FORMAT, Match, Messages, Preset
from presets.wrong import Wrong, no_such
from sfa_live.errors import PresetError


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    """The file's own shape; what stands in its lamps and binds is read by hand."""

    format: int
    name: str
    match: Match
    #: The mapping that a learnt one began as; it is told, and nothing more.
    based_on: str = ""
    #: The channel of every control that names none: 1 to 16, or "any".
    channel: int | str = "any"
    connect: Messages = Messages()
    exit: Messages = Messages()
    lamp_rate: Annotated[int, Meta(ge=10, le=3_000)] = 1_000
    lamps: dict[str, dict[str, Any]] = {}
    bind: list[dict[str, Any]] = []


#: Where msgspec says that something is wrong: ``$.match.ports[0]``.
_PLACE: Final = re.compile(r" - at `\$\.?([^`]*)`")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `([^`]*)`")


def read_preset(text: str, name: str, label: str) -> Preset:
    """A mapping from its text. ``name`` is the file's without ending, ``label`` what messages call it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise PresetError(f"{label}: this is not TOML: {wrong}.") from wrong
    lines = line_index(text)
    try:
        return _preset(raw, name, lines)
    except Wrong as wrong:
        raise PresetError(f"{label}, line {line_of(lines, wrong.way)}: {wrong}") from wrong


def _preset(raw: dict[str, Any], name: str, lines: dict[Way, int]) -> Preset:
    if raw.get("format") != FORMAT:
        raise Wrong(("format",), f"the file must say format = {FORMAT}, the only version that there is.")
    file = _shape(raw)
    styles = {style: read_style(table, ("lamps", style)) for style, table in file.lamps.items()}
    return Preset(
        file=name,
        name=file.name,
        match=file.match,
        connect=_messages(file.connect, "connect"),
        settle_ms=file.connect.settle_ms,
        exit=_messages(file.exit, "exit"),
        lamp_rate=file.lamp_rate,
        styles=styles,
        controls=read_controls(file.bind, file.channel, styles, lines),
    )


def _shape(raw: dict[str, Any]) -> _File:
    try:
        return msgspec.convert(raw, type=_File)
    except msgspec.ValidationError as wrong:
        place = _PLACE.search(str(wrong))
        way = _way(place[1]) if place else ()
        unknown = _UNKNOWN.search(str(wrong))
        if unknown is None:
            raise Wrong(way, f"{_PLACE.sub('', str(wrong))}.") from wrong
        table = Match if way == ("match",) else Messages if way else _File
        raise Wrong((*way, unknown[1]), no_such("setting", unknown[1], table.__struct_fields__)) from wrong


def _messages(messages: Messages, table: str) -> tuple[bytes, ...]:
    try:
        return tuple(bytes.fromhex(message) for message in messages.send)
    except ValueError as wrong:
        raise Wrong((table, "send"), "messages are written in hexadecimal bytes, such as 'F0 47 7F F7'.") from wrong


def _way(place: str) -> Way:
    words = re.findall(r"[^.\[\]]+", place)
    return tuple(int(word) if word.isdigit() else word for word in words)
