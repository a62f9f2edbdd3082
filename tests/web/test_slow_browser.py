"""A phone that stops reading is dropped within ten seconds and nobody else notices (check C3)."""

import asyncio
import contextlib
import socket
import time

import pytest

from tests.web.stage import until
from web.live.browsers import BROWSERS

_HANDSHAKE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


async def _stuck_phone(stage):
    """A browser that joins the show and never reads again, with a small window as phones have."""
    phone = socket.socket()
    phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    phone.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(phone, ("127.0.0.1", stage.parts.settings.port))
    await loop.sock_sendall(phone, _HANDSHAKE.format(host=f"127.0.0.1:{stage.parts.settings.port}").encode())
    assert b"101" in await loop.sock_recv(phone, 4096)
    join = b"40/live,"
    await loop.sock_sendall(phone, bytes([0x81, 0x80 | len(join), 0, 0, 0, 0]) + join)
    return phone


@pytest.mark.slow
@pytest.mark.parametrize("patches", [0, 4], ids=["while little happens", "while much happens"])
async def test_a_phone_that_stops_reading_is_dropped_and_nobody_else_notices(stage, patches):
    browsers = stage.app[BROWSERS]
    other = await stage.socket("/live")
    await other.hear("state")
    phone = await _stuck_phone(stage)
    await until(lambda: len(browsers) == 2)
    begun, delays, waiting = time.monotonic(), [], 0
    while len(browsers) == 2:
        assert time.monotonic() - begun < 10.5, "it was not dropped"
        for _ in range(patches):  # 48 kB at a time: nearly 1 MB in a second
            stage.rig.line.tell("patch", {"epoch": "life-1", "seq": 1, "changes": {"/master/tempo": "x" * 12_000}})
        sent = time.monotonic()
        assert (await other.act("panic"))["ok"]
        delays.append(time.monotonic() - sent)
        waiting = max(waiting, browsers.waiting)
        await asyncio.sleep(0.05)

    assert time.monotonic() - begun <= 10.0
    assert waiting <= 1_000_000
    assert (waiting > 100_000) == bool(patches)
    await _wait_for_the_end(phone)
    assert sorted(delays)[len(delays) // 2] < 0.1


async def _wait_for_the_end(phone):
    """Read what is left until the server's end is closed."""
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(5):
            while await asyncio.get_running_loop().sock_recv(phone, 65_536):
                pass
    phone.close()
