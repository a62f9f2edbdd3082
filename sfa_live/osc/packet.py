"""Datagrams to words and back: OSC 1.0, parsed and built by python-osc, behind a check that no nonsense passes."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from typing import Final, NamedTuple

from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.osc_packet import OscPacket, ParseError

from sfa_live.errors import ActionError

#: What OSC can carry to us. Blobs are taken, and asked for by nobody.
Value = float | int | str | bool | bytes | None

#: Bundles in bundles, and messages in one datagram: more is an attack or a mistake.
_DEEPEST: Final = 4
_MOST: Final = 256
#: Arguments of these types are understood.
_TAGS: Final = frozenset("fisbTFNhd")

#: Messages of which only the latest value counts: faders, by our addresses …
_FADER: Final = re.compile(r"(?:/.*)?/(?:volume|pitch|crossfader|master)")
#: … or by an action's own name; behind that may stand its arguments.
_ACTION: Final = re.compile(r"/action/(\w+/\w+)((?:/[^/]+)*)")
#: How many arguments those have, the fader's value the last of them.
_ARGUMENTS: Final[Mapping[str, int]] = {
    "stem/gain": 3,
    "stem/filter": 3,
    "deck/gain": 2,
    "deck/tempo": 2,
    "deck/eq": 3,
    "deck/filter": 2,
    "deck/original": 2,
    "deck/key_shift": 2,
    "deck/seek": 2,
    "mixer/crossfader": 1,
    "mixer/master": 1,
    "mixer/headphone_mix": 1,
    "mixer/headphone_gain": 1,
    "clock/tempo": 1,
}


class Word(NamedTuple):
    """One message: its address, and its arguments with floats as short as they were written."""

    address: str
    args: tuple[Value, ...]
    #: Seconds since 1970 at which it is due; not later than now for most.
    due: float = 0.0


def read_packet(data: bytes) -> list[Word]:
    """The messages of a datagram, the ones that are due first in front. Raises `ActionError` with a sentence."""
    try:
        _check(memoryview(data), _DEEPEST, [0])
        messages = OscPacket(data).messages
    except (ParseError, ValueError, IndexError, struct.error) as wrong:
        raise ActionError(f"A datagram of {len(data)} bytes is not OSC.", code="bad_osc") from wrong
    return [Word(timed.message.address, tuple(map(_value, timed.message)), timed.time) for timed in messages]


def write_message(address: str, value: float | str) -> bytes:
    """A datagram that tells one value."""
    message = OscMessageBuilder(address)
    # A title out of a broken tag may hold halves of characters, which no datagram can.
    message.add_arg(value.encode(errors="replace").decode() if isinstance(value, str) else value)
    return bytes(message.build().dgram)


def stream_key(data: bytes) -> bytes | None:
    """What two datagrams of one fader have in common, all but their last float: of these only the latest counts.

    None for everything else, as for a button: behind all of an action's arguments its value is a press or a release.
    """
    try:
        tags = _tags(data)
        address = data[: data.index(0)].decode("ascii")
    except ValueError:
        return None
    if not tags.endswith("f"):
        return None
    action = _ACTION.fullmatch(address)
    if action is None:
        return data[:-4] if _FADER.fullmatch(address) else None
    return data[:-4] if _ARGUMENTS.get(action[1]) == action[2].count("/") + len(tags) else None


def _value(value: object) -> Value:
    if isinstance(value, float):
        return float(f"{value:.6g}")  # 0.1 as a single float is 0.10000000149
    if isinstance(value, int | str | bytes | None):
        return value
    raise ActionError("OSC arguments are numbers, text, true, false or nil here.", code="bad_osc")


def _check(data: memoryview, depth: int, count: list[int]) -> None:
    """Walk over a packet before it is parsed: python-osc would follow a negative size for ever.

    Raises `ValueError`. ``count`` holds the messages so far.
    """
    if bytes(data[:8]) != b"#bundle\0":
        count[0] += 1
        if count[0] > _MOST or not _TAGS.issuperset(_tags(bytes(data))):
            raise ValueError
        return
    if not depth:
        raise ValueError
    place = 16
    while place < len(data):
        (size,) = struct.unpack_from(">i", data, place)
        place += 4
        if size <= 0 or size % 4 or place + size > len(data):
            raise ValueError
        _check(data[place : place + size], depth - 1, count)
        place += size


def _tags(message: bytes) -> str:
    """The types of a message's arguments."""
    end = message.index(0)
    begin = (end // 4 + 1) * 4
    if not message.startswith(b"/"):
        raise ValueError
    if begin >= len(message):
        return ""
    if message[begin] != ord(","):
        raise ValueError
    return message[begin + 1 : message.index(0, begin)].decode("ascii")
