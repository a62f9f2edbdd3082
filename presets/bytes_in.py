"""Messages that a mapping file writes in hexadecimal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from presets.lines import Way
from presets.styles import COLUMN, LAMP, TEXT, VALUE
from presets.wrong import Wrong

_HOLES: Final = {"{lamp}": LAMP, "{value}": VALUE, "{column}": COLUMN, "{text}": TEXT}


def whole_message(text: str, way: Way) -> bytes:
    """The bytes of a message without holes."""
    try:
        return bytes.fromhex(text)
    except ValueError as wrong:
        raise Wrong(way, "messages are written in hexadecimal bytes, such as 'F0 47 7F F7'.") from wrong


def template(text: str, needed: Mapping[str, str], way: Way) -> tuple[int, ...]:
    """A system exclusive message with holes. ``needed``: what must stand in it, and an example with it."""
    hole, example = next(iter(needed.items()))
    try:
        parts = tuple(_HOLES[word] if word in _HOLES else int(word, 16) for word in text.split())
    except ValueError as wrong:
        raise Wrong(way, f"the message is written in hexadecimal bytes and {hole}, such as {example!r}.") from wrong
    fixed = [part for part in parts[1:-1] if part not in _HOLES.values()]
    is_framed = parts[:1] == (0xF0,) and parts[-1:] == (0xF7,) and all(part in range(128) for part in fixed)
    if not is_framed or _HOLES[hole] not in parts:
        raise Wrong(way, f"it needs a message with {hole} such as {example!r}, bytes up to 7F.")
    return parts
