"""A night in fast motion: random hands on the real rig while everything around it dies and comes back.

    python -m tests.soak.soak MINUTES        (or: ./test soak MINUTES)

Four decks of four stems on a JACK server; actions over the link and pads over MIDI, songs on and off, browsers that
watch, and every few seconds the server or a worker is killed and started anew. At the end the figures are told, each
with what it must be; the exit code is 1 when one of them is not.

Memory is compared between two moments of rest, with empty decks: after a sixth of the time, and at the end. In less
than `_SHORT` minutes nothing has its size yet, and growth is told without a bound.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

from bench.flight import Flight, judge
from bench.jack import JackServer
from bench.machine import MachineControl
from bench.memory import Holdings
from bench.probed_rig import FLIGHT, LOANS
from bench.stage import Stage, connected, free_port, noise_song, write_pack
from bench.verdict import at_least, at_most
from sfa_live.errors import LinkError, SfaError
from sfa_live.link import RigLink
from sfa_live.model.action import DECKS
from sfa_live.settings import Settings
from tests.pads import Pads
from tests.soak.hands import Hands

_BLOCK: Final = 128
_SONGS: Final = ("one", "two", "three", "four", "five", "six")
_SONG_SECONDS: Final = 15.0
_QUEUES: Final = ("download", "processing", "analysis")
_BROWSERS: Final = 5
#: Seconds between two actions of one hand, two pads, two deaths; on average.
_ACTION_PACE: Final = 0.03
_PAD_PACE: Final = 0.08
_DEATH_PACE: Final = 6.0
_HANDS: Final = 3
#: Minutes below which memory has not got its size.
_SHORT: Final = 5.0
#: Notes that the generic mapping knows, but not the panic, which would silence everything again and again.
_NOTES: Final = range(36, 118)


class Soak:
    """One soak. Thread: its event loop."""

    def __init__(self, stage: Stage, jack: JackServer, minutes: float, seed: int) -> None:
        self._stage = stage
        self._jack = jack
        self._seconds = minutes * 60.0
        self._random = random.Random(seed)
        self._seeds = itertools.count(seed + 1)
        self._ending = asyncio.Event()
        self.outcomes: Counter[str] = Counter()
        self.deaths: Counter[str] = Counter()
        self.pads = 0

    async def run(self, link: RigLink) -> dict[str, Any]:
        """Play; what was seen of the rig from outside."""
        rig = self._stage.children["rig"].process
        await connected(link)
        state: dict[str, Any] = link.state or {}
        epoch = state["epoch"]
        await self._play(link, self._seconds / 6.0)
        await self._have_all_threads(link)
        await self._rest(link)
        before = await asyncio.to_thread(Holdings.of, rig.pid)
        start = time.monotonic_ns()
        await self._play(link, self._seconds * 5.0 / 6.0)
        end = time.monotonic_ns()
        different = await self._journal_differences(link)
        await self._rest(link)
        after = await asyncio.to_thread(Holdings.of, rig.pid)
        lives = int(rig.poll() is None and link.state is not None and link.state["epoch"] == epoch)
        return {"span": (start, end), "before": before, "after": after, "different": different, "lives": lives}

    async def _have_all_threads(self, link: RigLink) -> None:
        """A deck's stretcher, and the recorder's hand, are there from their first use on: count from then."""
        for deck in DECKS:
            await link.act("deck.keylock", {"deck": deck, "on": True, "quantise": "now"})
        for name in ("record.start", "record.stop"):
            with contextlib.suppress(SfaError):
                await link.act(name, {})

    async def _play(self, link: RigLink, seconds: float) -> None:
        self._ending.clear()
        hands = [self._ask(link, Hands(_SONGS, next(self._seeds))) for _ in range(_HANDS)]
        async with asyncio.TaskGroup() as tasks:
            for each in (*hands, self._press(), self._kill()):
                tasks.create_task(each)
            await asyncio.sleep(seconds)
            self._ending.set()

    async def _ask(self, link: RigLink, hands: Hands) -> None:
        while not self._ending.is_set():
            name, arguments = hands.draw()
            try:
                await link.act(name, arguments)
                self.outcomes["done"] += 1
            except LinkError as wrong:
                self.outcomes[f"the rig was away ({wrong.message})"] += 1
            except SfaError as wrong:
                self.outcomes["no answer" if wrong.code == "no_answer" else "refused"] += 1
            await asyncio.sleep(self._random.expovariate(1.0 / _ACTION_PACE))

    async def _press(self) -> None:
        controller = await asyncio.to_thread(Pads, self._jack)
        while not self._ending.is_set():
            controller.press(self._random.choice(_NOTES))
            self.pads += 1
            await asyncio.sleep(self._random.expovariate(1.0 / _PAD_PACE))
        await asyncio.to_thread(controller.close)

    async def _kill(self) -> None:
        """Let the server, with its browsers, or a worker die now and then, as a crash would."""
        await asyncio.to_thread(self._open_house)
        while not self._ending.is_set():
            await asyncio.sleep(self._random.expovariate(1.0 / _DEATH_PACE))
            name = self._random.choice(("server", *_QUEUES))
            self._stage.children[name].kill()
            self.deaths[name] += 1
            await asyncio.to_thread(self._bring_back, name)

    def _open_house(self) -> None:
        for name in ("server", *_QUEUES):
            self._bring_back(name)

    def _bring_back(self, name: str) -> None:
        if name != "server":
            self._stage.start(name, "workers.run", name)
            return
        self._stage.start_server()
        if "browsers" in self._stage.children:
            self._stage.children["browsers"].stop()
        seen = str(self._stage.settings.data / "crowd.json")
        self._stage.start_module("browsers", "bench.crowd", self._stage.url, str(_BROWSERS), seen)

    async def _rest(self, link: RigLink) -> None:
        """Nothing sounds, nothing waits, nothing is loaded, and what that let go of has gone."""
        await link.act("panic")
        if link.state is not None and link.state["record"]["on"]:
            await link.act("record.stop")
        await link.act("clock.quantise", {"value": "now"})
        await link.act("clock.source", {"value": "internal"})
        for deck in DECKS:
            if link.state is not None and link.state["decks"][deck]["track_id"] is not None:
                await link.act("deck.keylock", {"deck": deck, "on": False})
                await link.act("deck.eject", {"deck": deck})
        await asyncio.sleep(7.0)

    async def _journal_differences(self, link: RigLink) -> int:
        """How many parts of the show are on disk other than they are, a second after the last change."""
        await link.act("panic")
        await asyncio.sleep(1.5)
        kept = json.loads((self._stage.settings.run_folder / "show.json").read_bytes())["show"]
        state = link.state or {}
        parts = [("master", None), ("scenes", None), *(("decks", deck) for deck in DECKS)]
        return sum(_part(kept, *part) != _part(state, *part) for part in parts)


def _part(state: dict[str, Any], name: str, deck: str | None) -> Any:
    return state[name] if deck is None else state[name][deck]


def soak(minutes: float, seed: int = 1) -> dict[str, Any]:
    """Play for so long; the figures, each with what it must be."""
    with tempfile.TemporaryDirectory(prefix="sfa-soak-") as folder, JackServer(_BLOCK) as jack:
        settings = Settings(data=Path(folder), port=free_port(), block=_BLOCK, demo=False, midi="jack")
        for number, name in enumerate(_SONGS):
            write_pack(settings.media / "packs", name, noise_song(_SONG_SECONDS, seed=number), bpm=100.0 + 8 * number)
        with Stage(settings, jack.environment) as stage, MachineControl() as control:
            rig = stage.start_rig("bench.probed_rig")
            seen, run = asyncio.run(_watched(settings, Soak(stage, jack, minutes, seed)))
            code = rig.stop()
            log = (settings.data / "logs" / "rig.log").read_text(errors="replace")
        flight = Flight.read(settings.data / FLIGHT)
        loans = json.loads((settings.data / LOANS).read_text())
    lines = log.splitlines()
    wrong = [line for line in lines if "Traceback" in line or " ERROR " in line]
    # What tracebacks end with.
    ends = [line for line in lines if re.match(r"[\w.]+(Error|Exception)\b", line)]
    before, after = seen["before"], seen["after"]
    start, end = seen["span"]
    growth = after.growth_percent(before)
    return {
        "actions": dict(run.outcomes),
        "pads pressed": run.pads,
        "deaths": dict(run.deaths),
        **judge(flight, start, end, _BLOCK / settings.rate, control),
        "the same rig from the beginning to the end": at_least(seen["lives"], 1),
        "the rig's exit code": at_most(code, 0),
        "errors in the rig's log": at_most(len(wrong), 0),
        **{f"error {number}": line for number, line in enumerate([*wrong, *ends], 1)},
        "actions without an answer": at_most(run.outcomes["no answer"], 0),
        "the rig's memory, kB": f"{before.resident_kb} to {after.resident_kb}",
        "growth of the rig's memory": at_most(growth, 1, "%") if minutes >= _SHORT else f"{growth:.2f} %",
        # A short soak meets threads that are there from their first use on only behind its first count.
        "threads more": at_most(after.threads - before.threads, 0 if minutes >= 5.0 else 2),
        "open files more": at_most(after.files - before.files, 0),
        "parts of the show that the journal has not": at_most(seen["different"], 0),
        "songs lent": loans["lent"],
        "not given back": at_most(loans["held"], 0),
        "given back twice, or never lent": at_most(loans["wrong"], 0),
    }


async def _watched(settings: Settings, run: Soak) -> tuple[dict[str, Any], Soak]:
    async with RigLink(settings) as link:
        return await run.run(link), run


def main(arguments: list[str]) -> int:
    """Soak for as many minutes as asked; 1 when a figure is not as it must be."""
    figures = soak(float(arguments[0]), seed=int(time.time()))
    width = max(map(len, figures))
    for name, value in figures.items():
        print(f"{name:<{width}}  {value}")
    return int(any("FAILED" in str(value) for value in figures.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
