"""Many browsers at once, as Socket.IO clients that read everything.

    python -m bench.crowd URL CLIENTS OUT.json

Runs until SIGTERM, then tells what every client got: how many meters, and when every patch came (nanoseconds of
CLOCK_MONOTONIC by number of the patch).
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from pathlib import Path
from typing import Any

import socketio


class Onlooker:
    """One browser."""

    def __init__(self) -> None:
        self.meters = 0
        self.seen: dict[int, int] = {}
        self.socket = socketio.AsyncClient(reconnection=False)
        self.socket.on("patch", self._patch, namespace="/live")
        self.socket.on("meters", self._meters, namespace="/live")

    def _patch(self, body: dict[str, Any]) -> None:
        self.seen[body["seq"]] = time.monotonic_ns()

    def _meters(self, _: dict[str, Any]) -> None:
        self.meters += 1


async def watch(url: str, count: int, out: Path) -> None:
    """Open that many browsers and read until told to end."""
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    crowd = [Onlooker() for _ in range(count)]
    for onlooker in crowd:
        await onlooker.socket.connect(url, namespaces=["/live"], transports=["websocket"])
    print("watching", flush=True)
    await ending.wait()
    out.write_text(json.dumps([{"meters": each.meters, "seen": each.seen} for each in crowd]))
    for onlooker in crowd:
        await onlooker.socket.disconnect()


if __name__ == "__main__":
    asyncio.run(watch(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
