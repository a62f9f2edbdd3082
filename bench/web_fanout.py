"""How soon many browsers see what one of them did, and what that costs the server.

    sfa-live bench web_fanout [--browsers 20] [--actions 400]

The server runs as it does on stage, in a process of its own; the browsers in another; the rig is a stand-in that does
each action at once and tells meters thirty times a second, so that the figures are the web's alone.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import aiohttp
import msgspec
import numpy as np
import psutil
import socketio

from bench.stage import free_port
from sfa_live.link import LinkServer, socket_path
from sfa_live.model.action import DECKS, parse_action
from sfa_live.model.meters import DeckMeters, Meters
from sfa_live.model.show_state import DeckState, ShowState, StemState, to_wire
from sfa_live.settings import Settings, encode_settings

#: Actions in a second: a hand on a fader.
_PACE: Final = 20.0
_METERS_PACE: Final = 30.0
_STEMS: Final = ("vocals", "drums", "bass", "other")


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    parser = argparse.ArgumentParser(prog="sfa-live bench web_fanout", description=__doc__)
    parser.add_argument("--browsers", type=int, default=20)
    parser.add_argument("--actions", type=int, default=400)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="sfa-fan-") as folder:
        settings = Settings(data=Path(folder), port=free_port(), demo=False)
        return asyncio.run(_measure(settings, options.browsers, options.actions))


class _Rig:
    """Does every action at once."""

    def __init__(self, settings: Settings) -> None:
        deck = DeckState(track_id="a", stems={name: StemState(slot=slot) for slot, name in enumerate(_STEMS)})
        self._state = ShowState("bench", decks=dict.fromkeys(DECKS, deck))
        self.line = LinkServer(socket_path(settings), self)

    def whole(self) -> dict[str, Any]:
        """The whole state."""
        return to_wire(self._state)

    async def act(self, name: object, args: object, _origin: str) -> dict[str, int]:
        """Do it, and tell."""
        action = msgspec.to_builtins(parse_action(name, args))
        self._state = msgspec.structs.replace(self._state, seq=self._state.seq + 1)
        body = {"epoch": "bench", "seq": self._state.seq, "changes": {"/master/crossfader": action["value"]}}
        self.line.tell("patch", body)
        return {"seq": self._state.seq, "frame": 0}

    def monitor(self, port_id: str | None) -> None:
        """There are no ports."""

    async def tell_meters(self) -> None:
        """Tell for ever."""
        frame = 0
        while True:
            frame += 1600
            beat = frame / 24_000
            deck = DeckMeters(frame / 48, True, beat, (0.51, 0.49), (0.21, 0.2), dict.fromkeys(_STEMS, 0.41))
            decks: dict[str, DeckMeters] = dict.fromkeys(DECKS, deck)
            meters = Meters(frame, beat, 120.0, (0.51, 0.49), (0.21, 0.2), limiter_db=-0.5, load=12.5, decks=decks)
            self.line.tell("meters", msgspec.to_builtins(meters))
            await asyncio.sleep(1 / _METERS_PACE)


async def _measure(settings: Settings, browsers: int, actions: int) -> dict[str, Any]:
    rig = _Rig(settings)
    settings.run_folder.mkdir(parents=True)
    await rig.line.start()
    telling = asyncio.create_task(rig.tell_meters())
    out = settings.data / "crowd.json"
    with _Child("sfa_live.server", encode_settings(settings)) as server:
        url = f"http://127.0.0.1:{settings.port}"
        await _answering(url)
        with _Child("bench.crowd", url, str(browsers), str(out)) as crowd:
            await asyncio.to_thread(crowd.stdout.readline)  # type: ignore[union-attr]
            process = psutil.Process(server.pid)
            before, begun = process.cpu_times(), time.monotonic()
            touches = await _touch(url, actions)
            after, took = process.cpu_times(), time.monotonic() - begun
            memory = process.memory_info().rss
    telling.cancel()
    await rig.line.stop()
    crowd_saw = json.loads(out.read_text())
    spread = [max(each["seen"][str(seq)] for each in crowd_saw) - sent for seq, sent, _ in touches]
    acked = [done - sent for _, sent, done in touches]
    busy = after.user + after.system - before.user - before.system
    return {
        "browsers": browsers,
        "actions": actions,
        "missed by a browser": sum(str(seq) not in each["seen"] for each in crowd_saw for seq, _, _ in touches),
        "action to seen by all, p50 ms": _percentile(spread, 50),
        "action to seen by all, p99 ms": _percentile(spread, 99),
        "action to its answer, p50 ms": _percentile(acked, 50),
        "action to its answer, p99 ms": _percentile(acked, 99),
        "meters a second and browser": round(min(each["meters"] for each in crowd_saw) / took, 1),
        "server CPU, percent of one core": round(100 * busy / took, 1),
        "server resident MB": round(memory / 1e6),
    }


async def _touch(url: str, count: int) -> list[tuple[int, int, int]]:
    """Move a fader; for each move the patch's number, when it was sent and when it was answered, in nanoseconds."""
    hand = socketio.AsyncClient(reconnection=False)
    await hand.connect(url, namespaces=["/live"], transports=["websocket"])
    touches = []
    for number in range(count):
        body = {"action": "mixer.crossfader", "args": {"value": number / count}, "id": number}
        sent = time.monotonic_ns()
        answer = await hand.call("action", body, namespace="/live")
        touches.append((answer["seq"], sent, time.monotonic_ns()))
        await asyncio.sleep(1 / _PACE)
    await hand.disconnect()
    return touches


async def _answering(url: str) -> None:
    async with aiohttp.ClientSession() as http, asyncio.timeout(30):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(f"{url}/api/state") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)


class _Child(subprocess.Popen[bytes]):
    """A module run as a process, ended with SIGTERM at the end of the block."""

    def __init__(self, module: str, *arguments: str) -> None:
        super().__init__([sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def __exit__(self, *_: object) -> None:
        self.send_signal(signal.SIGTERM)
        self.wait(timeout=30)


def _percentile(nanoseconds: list[int], share: float) -> float:
    return round(float(np.percentile(nanoseconds, share)) / 1e6, 2)
