"""Which control a bind is for: the message that it sends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from presets.lines import Way
from presets.shape import ADDRESSES
from presets.values import Address
from presets.wrong import Wrong

_SPAN: Final = re.compile(r"(\d+)\s*\.\.\s*(\d+)")


def address_of(row: Mapping[str, Any], channel: int | str, way: Way) -> Address | None:
    """The control of a bind; None when its number is noted as wrong already."""
    kinds = [kind for kind in ADDRESSES if kind in row]
    if len(kinds) != 1:
        raise Wrong(way, f"a bind needs one of {', '.join(f'{kind} = …' for kind in ADDRESSES)}: which control it is.")
    kind, number = kinds[0], row[kinds[0]]
    if number is not True and (isinstance(number, bool) or not isinstance(number, int)):
        return None
    return Address(kind=kind, channels=channels_of(channel, way), number=0 if number is True else number)


def channels_of(channel: int | str, way: Way) -> tuple[int, ...]:
    """The channels, from 0, that a number, "any" or a range such as "2..15" means."""
    if channel == "any":
        return tuple(range(16))
    if isinstance(channel, int):
        return (channel - 1,)
    span = _SPAN.fullmatch(channel)
    first, last = (int(span[1]), int(span[2])) if span else (0, 0)
    if not 1 <= first <= last <= 16:
        raise Wrong((*way, "channel"), f"channels are 1 to 16, the lower first, but it is {channel!r}.")
    return tuple(range(first - 1, last))


def button_named(words: str | None, channels: tuple[int, ...], way: Way) -> Address | None:
    """The button that "note 98" or "cc 20 channel 3" means; without a channel, on the control's own."""
    if words is None:
        return None
    parts = words.split()
    number, channel = int(parts[1]), int(parts[3]) if len(parts) == 4 else None
    if number > 127 or channel not in (None, *range(1, 17)):
        raise Wrong(way, f"a MIDI number is 0 to 127 and a channel 1 to 16, but {way[-1]} is {words!r}.")
    return Address(kind=parts[0], channels=channels if channel is None else (channel - 1,), number=number)
