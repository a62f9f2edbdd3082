"""The gate: who may call at all, whatever is asked, by request and by socket (checks F3 and F4)."""

import asyncio

import aiohttp
import pytest

from sfa_live.errors import UsageError
from web.app import ROUTES
from web.gate import require_loopback

EVERYWHERE = ["/", "/health", "/api/state", "/api/tracks", "/files/x/source", "/nothing"]
SOCKET = "/socket.io/?EIO=4&transport=polling"
EVIL = "http://evil.example"


async def _status(stage, path, method="GET", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    async with stage.http.request(method, stage.url + path, headers=headers) as answer:
        return answer.status


@pytest.mark.parametrize("path", [*EVERYWHERE, SOCKET])
async def test_another_name_for_this_machine_is_refused(stage, path):
    port = stage.parts.settings.port
    for name in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1",
        f"127.0.0.1:{port + 1}",
        f"127.0.0.1:{port}.",
        "",
    ):
        assert await _status(stage, path, Host=name) == 403, name
    assert await _status(stage, path, Host=f"evil.example:{port}", Origin=f"http://evil.example:{port}") == 403
    assert await _status(stage, path, X_Forwarded_Host="evil.example") == 403


@pytest.mark.parametrize("path", [*EVERYWHERE, SOCKET])
async def test_pages_of_other_sites_are_refused(stage, path):
    port = stage.parts.settings.port
    for origin in (EVIL, "null", f"http://127.0.0.1:{port + 1}", f"https://127.0.0.1:{port}", f"127.0.0.1:{port}", ""):
        assert await _status(stage, path, Origin=origin) == 403, origin
    for site in ("cross-site", "same-site"):
        assert await _status(stage, path, Sec_Fetch_Site=site, Sec_Fetch_Mode="no-cors") == 403


async def test_our_own_page_and_programs_pass(stage):
    port = stage.parts.settings.port
    for name in ("127.0.0.1", "localhost", "[::1]"):
        host = f"{name}:{port}"
        assert (
            await _status(stage, "/api/state", Host=host, Origin=f"http://{host}", Sec_Fetch_Site="same-origin") == 200
        )
        assert await _status(stage, SOCKET, Host=host, Origin=f"http://{host}") == 200
    assert await _status(stage, "/api/state") == 200


async def test_a_link_from_elsewhere_opens_the_page_and_nothing_else(stage):
    linked = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert await _status(stage, "/", **linked) in (200, 503)
    assert await _status(stage, "/api/state", **linked) == 403


@pytest.mark.parametrize("origin", [EVIL, "null"])
async def test_a_socket_of_another_page_is_refused_before_it_opens(stage, origin):
    url = stage.url + "/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await stage.http.ws_connect(url, headers={"Origin": origin})
    assert refused.value.status == 403


async def test_a_socket_under_another_name_is_refused_before_it_opens(stage):
    url = stage.url + "/socket.io/?EIO=4&transport=websocket"
    host = f"evil.example:{stage.parts.settings.port}"
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await stage.http.ws_connect(url, headers={"Host": host, "Origin": f"http://{host}"})
    assert refused.value.status == 403


async def test_a_browser_that_hides_its_page_opens_no_socket(stage):
    assert await _status(stage, SOCKET, Cookie="a=b") == 403
    assert await _status(stage, SOCKET, Cookie="a=b", Sec_Fetch_Site="same-origin") == 200


async def test_a_script_tag_opens_no_socket(stage):
    assert await _status(stage, SOCKET + "&j=0") == 403


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
async def test_what_a_plain_form_can_send_changes_nothing(stage, kind):
    for route in ROUTES:
        if route.method in ("POST", "PATCH") and not (route.form and kind.startswith("multipart")):
            path = route.path.replace("{", "").replace("}", "")
            async with stage.http.request(
                route.method, stage.url + path, data=b'{"action":"panic"}', headers={"Content-Type": kind}
            ) as answer:
                assert answer.status == 415, path
    assert stage.rig.heard == []


async def _raw(stage, *lines):
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.parts.settings.port)
    writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split()[1])


async def test_two_names_or_none_are_refused(stage):
    good = f"Host: 127.0.0.1:{stage.parts.settings.port}"
    assert await _raw(stage, "GET /api/state HTTP/1.1", good) == 200
    assert await _raw(stage, "GET /api/state HTTP/1.1", good, "Host: evil.example") in (400, 403)
    assert await _raw(stage, "GET /api/state HTTP/1.1", good, good) in (400, 403)
    assert await _raw(stage, "GET /api/state HTTP/1.1") in (400, 403)


@pytest.mark.parametrize("path", [*EVERYWHERE, SOCKET])
async def test_every_answer_tells_the_browser_what_to_refuse(stage, path):
    async with stage.http.get(stage.url + path, headers={"Origin": stage.url}) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert f"ws://127.0.0.1:{stage.parts.settings.port}" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "stage.local"])
def test_only_this_machine_is_served(host):
    with pytest.raises(UsageError, match="only on this machine"):
        require_loopback(host)
