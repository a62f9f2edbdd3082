"""Thousands of malformed messages: nobody is harmed, nothing is left over, and the log stays readable (check C5)."""

import asyncio
import contextlib
import random

import pytest

from tests.web.stage import until
from web.live.browsers import BROWSERS

_CONNECTIONS = 100
_MESSAGES = 60
#: What a browser may say on any of the layers, right and wrong.
_SEEDS = (
    "0",
    "1",
    "2probe",
    "3",
    "4",
    "40/live,",
    "41/live,",
    '42/live,["action",{"action":"panic"}]',
    '42/live,1["action"]',
    '421["x"]',
    "43/live,1[]",
    '45/live,1-["a",{"_placeholder":true,"num":0}]',
    '42/jobs,["join",{"job_id":1}]',
    '42/live,["connect"]',
    '42/live,["disconnect"]',
    '42/midi,5["monitor",{"port_id":9}]',
    "44{}",
    "46-[1]",
    "b4",
    "42/live,[]",
    "42/live,[1]",
)
_NOISE = '\x00",-/09[]{}€'


def _message(dice):
    signs = list(dice.choice(_SEEDS))
    for _ in range(dice.choice((0, 0, 1, 3))):
        signs.insert(dice.randrange(len(signs) + 1), dice.choice(_NOISE))
    return "".join(signs)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
async def test_nonsense_harms_nobody(stage, caplog, seed):
    dice = random.Random(seed)
    good = await stage.socket("/live")
    for _ in range(_CONNECTIONS):
        # It is hung up on in the middle, most of the time.
        with contextlib.suppress(ConnectionError):
            async with stage.http.ws_connect(stage.url + "/socket.io/?EIO=4&transport=websocket") as raw:
                await raw.receive()
                for namespace in ("/live", "/jobs", "/midi"):
                    await raw.send_str(f"40{namespace},")
                for _ in range(_MESSAGES):
                    text = _message(dice)
                    await (raw.send_bytes(text.encode()) if dice.random() < 0.05 else raw.send_str(text))

    assert (await good.act("panic"))["ok"]
    await until(lambda: len(stage.app[BROWSERS]) == 1, 15)
    assert not [record for record in caplog.records if record.exc_info]
    tasks = [task for task in asyncio.all_tasks() if task.get_name().startswith("outbox-")]
    assert len(tasks) == 1
