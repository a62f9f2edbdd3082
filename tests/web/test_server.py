"""The server as a process: it starts, says what it cannot, and stops at once when it is told."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import msgspec
import pytest
import socketio

from sfa_live.settings import encode_settings


def _start(settings, **options):
    command = [sys.executable, "-m", "sfa_live.server", encode_settings(settings)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **options)


def _answers(settings):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.port}/api/tracks", timeout=1):
            return True
    except urllib.error.URLError:
        return False


@pytest.fixture
def server(settings):
    process = _start(settings)
    deadline = time.monotonic() + 20
    while not _answers(settings):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield process
    if process.poll() is None:
        process.kill()
    process.wait()
    process.stderr.close()


@pytest.mark.slow
@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_it_stops_within_three_seconds_with_browsers_on_it(server, settings, transport):
    browsers = [socketio.AsyncClient(reconnection=False) for _ in range(3)]
    for browser in browsers:
        await browser.connect(
            f"http://127.0.0.1:{settings.port}", namespaces=["/live", "/jobs"], transports=[transport]
        )
    server.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    assert await asyncio.to_thread(server.wait, 10) == 0
    assert time.monotonic() - begun <= 3.0
    for browser in browsers:
        await browser.eio.disconnect(abort=True)


@pytest.mark.slow
def test_a_port_that_is_taken_is_told_with_who_has_it(settings):
    with socket.create_server(("127.0.0.1", settings.port)):
        process = _start(settings)
        _, told = process.communicate(timeout=20)
    assert process.returncode == 2
    assert f"Port {settings.port} is already in use by" in told
    assert str(os.getpid()) in told
    assert "Traceback" not in told


@pytest.mark.slow
def test_other_machines_are_not_served_yet(settings):
    process = _start(msgspec.structs.replace(settings, host="0.0.0.0"))
    _, told = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "only on this machine" in told
