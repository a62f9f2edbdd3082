"""A large upload does not make the loop late (check C2)."""

import asyncio
import subprocess
import sys

import psutil
import pytest

_SIZE = 200_000_000
#: Sends that many bytes as a form, from a process of its own, as a browser would.
_SENDER = """
import http.client, sys
port, size = int(sys.argv[1]), int(sys.argv[2])
head = b'--b\\r\\nContent-Disposition: form-data; name="file"; filename="x.wav"\\r\\n\\r\\n'
tail = b'\\r\\n--b--\\r\\n'
call = http.client.HTTPConnection("127.0.0.1", port)
call.putrequest("POST", "/api/tracks")
call.putheader("Content-Type", "multipart/form-data; boundary=b")
call.putheader("Content-Length", str(len(head) + size + len(tail)))
call.endheaders(head)
chunk = bytes(range(256)) * 4096
for at in range(0, size, len(chunk)):
    call.send(chunk[: size - at])
call.send(tail)
print(call.getresponse().status)
"""


@pytest.mark.slow
async def test_two_hundred_megabytes_come_in_and_nobody_waits(stage):
    browser = await stage.socket("/live")
    await browser.hear("state")
    stage.parts.lag.reset()
    process = psutil.Process()
    before = process.memory_info().rss

    sender = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SENDER, str(stage.parts.settings.port), str(_SIZE), stdout=subprocess.PIPE
    )
    sending = asyncio.create_task(sender.communicate())
    while not sending.done():
        assert (await browser.act("panic"))["ok"]
        await asyncio.sleep(0.02)
    output, _ = await sending

    grown = process.memory_info().rss - before
    assert output.strip() == b"201"
    assert grown <= 16_000_000
    assert stage.parts.lag.quantile(0.99) <= 0.05
    assert stage.parts.lag.quantile(1.0) <= 0.2
