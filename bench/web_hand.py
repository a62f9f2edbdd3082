"""A hand on the page: mutes over Socket.IO at random moments.

python -m bench.web_hand URL TOUCHES FOLDER    ->  FOLDER/touches.npy and FOLDER/acks.json (number of the patch: when)
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
import socketio


async def touch(url: str, touches: int) -> tuple[list[int], dict[int, int]]:
    """Mute and unmute that many times, 60 to 120 ms apart; when each was sent, and the patch that told it."""
    hand = socketio.AsyncClient()
    await hand.connect(url, namespaces=["/live"], transports=["websocket"])
    times, acks = [], {}
    moments = random.Random(2)
    for number in range(touches):
        args = {"deck": "A", "stem": "drums", "on": number % 2 == 0}
        times.append(time.monotonic_ns())
        ack = await hand.call("action", {"action": "stem.mute", "args": args, "id": number}, namespace="/live")
        if not ack["ok"]:
            raise RuntimeError(f"The action was refused: {ack}")
        acks[ack["seq"]] = times[-1]
        await asyncio.sleep(moments.uniform(0.06, 0.12))
    await hand.disconnect()
    return times, acks


if __name__ == "__main__":
    sent, told = asyncio.run(touch(sys.argv[1], int(sys.argv[2])))
    folder = Path(sys.argv[3])
    np.save(folder / "touches.npy", np.array(sent))
    (folder / "acks.json").write_text(json.dumps(told))
