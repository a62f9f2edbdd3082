"""What is too much is refused as soon as it is too much, and leaves nothing behind (check E1)."""

import asyncio

import aiohttp
import pytest

from web.limits import Limits

LIMIT = 1_000_000


@pytest.fixture
def limits():
    return Limits(upload_bytes=LIMIT, upload_parts=5, upload_patience=0.5, body_patience=0.5, sockets=3)


async def _left_behind(stage):
    staging = stage.parts.settings.media / "staging"
    return await asyncio.to_thread(lambda: [path for path in staging.rglob("*") if path.exists()])


async def _drip(data, pause):
    for at in range(0, len(data), 100):
        yield data[at : at + 100]
        await asyncio.sleep(pause)


async def test_a_body_that_says_it_is_too_large_is_not_read_at_all(stage):
    async def endless():
        while True:
            yield b"x" * 65_536
            await asyncio.sleep(0)

    headers = {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(5_000_000_000)}
    status, answer = await stage.ask("POST", "/api/tracks", data=endless(), headers=headers)
    assert (status, answer["error"]["code"]) == (413, "request_entity_too_large")
    assert "1 MB" in answer["error"]["message"]
    assert await _left_behind(stage) == []


async def test_a_body_that_turns_out_too_large_is_stopped_at_the_limit(stage):
    sent = 0

    async def growing():
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.wav"\r\n\r\n'
        for _ in range(10_000):
            sent += 10_000
            yield b"x" * 10_000

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    status, _ = await stage.ask("POST", "/api/tracks", data=growing(), headers=headers)
    assert status == 413
    assert await _left_behind(stage) == []


async def test_too_many_parts_are_refused(stage):
    form = aiohttp.FormData()
    for number in range(6):
        form.add_field("file", b"x", filename=f"{number}.wav")
    status, answer = await stage.ask("POST", "/api/tracks", data=form)
    assert status == 413
    assert "5 parts" in answer["error"]["message"]
    assert await _left_behind(stage) == []


async def test_an_upload_that_only_drips_is_given_up(stage):
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.wav"\r\n\r\n' + b"x" * 100_000
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    async with asyncio.timeout(5):
        status, _ = await stage.ask("POST", "/api/tracks", data=_drip(body, 0.05), headers=headers)
    assert status == 408
    assert await _left_behind(stage) == []


async def test_an_upload_that_is_slow_but_moves_is_taken(stage):
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.wav"\r\n\r\n' + b"x" * 300_000
    body += b"\r\n--b--\r\n"

    async def steady():
        for at in range(0, len(body), 70_000):
            yield body[at : at + 70_000]
            await asyncio.sleep(0.3)

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    status, _ = await stage.ask("POST", "/api/tracks", data=steady(), headers=headers)
    assert status == 201


async def test_an_upload_that_breaks_off_leaves_nothing(stage, caplog):
    _, writer = await asyncio.open_connection("127.0.0.1", stage.parts.settings.port)
    head = f"POST /api/tracks HTTP/1.1\r\nHost: 127.0.0.1:{stage.parts.settings.port}\r\nContent-Length: 900000\r\n"
    part = '--b\r\nContent-Disposition: form-data; name="file"; filename="x.wav"\r\n\r\n'
    writer.write(f"{head}Content-Type: multipart/form-data; boundary=b\r\n\r\n{part}{'x' * 400_000}".encode())
    await writer.drain()
    await asyncio.sleep(0.2)
    writer.transport.abort()
    await asyncio.sleep(0.3)
    assert await _left_behind(stage) == []
    assert not [record for record in caplog.records if record.exc_info]


async def test_json_that_drips_or_is_too_large_is_refused(stage):
    headers = {"Content-Type": "application/json"}
    status, _ = await stage.ask("POST", "/api/actions", data=_drip(b" " * 100_000, 0.05), headers=headers)
    assert status == 408
    status, answer = await stage.ask("POST", "/api/actions", data=b" " * 2_000_000, headers=headers)
    assert (status, answer["error"]["message"]) == (413, "The body is too large.")


@pytest.mark.parametrize(
    "body", [b"", b"--b\r\n\r\n", b"--b--\r\n", b"--b\r\nContent-Disposition: x\r\n\r\nx\r\n--b--\r\n"]
)
async def test_a_form_that_is_none_is_refused(stage, body):
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    status, answer = await stage.ask("POST", "/api/tracks", data=body, headers=headers)
    assert status in (400, 415)
    assert answer["error"]["message"]
    assert await _left_behind(stage) == []


async def test_no_more_browsers_than_fit_are_let_in(stage):
    for _ in range(3):
        await stage.socket("/live")
    async with stage.http.get(stage.url + "/socket.io/?EIO=4&transport=polling") as answer:
        assert answer.status == 503


@pytest.mark.parametrize("nonsense", ["nonsense", "4nonsense"], ids=["Engine.IO", "Socket.IO"])
async def test_who_sends_nonsense_keeps_no_place(stage, nonsense):
    for _ in range(5):
        async with stage.http.ws_connect(stage.url + "/socket.io/?EIO=4&transport=websocket") as raw:
            await raw.receive()
            await raw.send_str(nonsense)
            while (await raw.receive()).type not in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
                pass
    await stage.socket("/live")
