"""One JSON object a line, in both directions, with bounds."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import msgspec

#: The longest line that either side reads, in bytes; a whole state is a few kB.
LONGEST_LINE: Final = 1 << 20

#: A peer that has this much unread, in bytes, gets no more meters…
_BEHIND: Final = 64 << 10
#: … and one that has this much is cut off; it calls again and starts with the whole state.
_LOST: Final = 4 << 20

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(dict[str, Any])


async def read_line(reader: asyncio.StreamReader) -> dict[str, Any] | None:
    """The next message; None when the peer is gone or talks nonsense."""
    try:
        line = await reader.readuntil(b"\n")
        return _decoder.decode(line)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, msgspec.DecodeError):
        return None


def write_line(writer: asyncio.StreamWriter, message: dict[str, Any], *, droppable: bool = False) -> None:
    """Send without waiting. A droppable message is left out when the peer is behind; a lost peer is cut off."""
    if writer.is_closing():
        return
    waiting = writer.transport.get_write_buffer_size()
    if waiting > _LOST:
        writer.transport.abort()
    elif not (droppable and waiting > _BEHIND):
        writer.write(_encoder.encode(message) + b"\n")
