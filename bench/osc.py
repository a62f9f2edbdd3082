"""What OSC costs the rig, and what a press is worth in a flood.

    sfa-live bench osc [--seconds 5] [--presses 100]

A surface floods a fader with 10 000 datagrams a second at a real rig that plays on the null device, and presses a mute
now and then. Every press must be seen over the link; the fader's last value must hold.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Final

import psutil

from bench.stage import STEMS, Stage, connected, noise_song, write_pack
from bench.verdict import at_most
from sfa_live.link import RigLink
from sfa_live.model.show_state import DeckState, ShowState, StemState, empty_decks
from sfa_live.osc.addresses import action_of
from sfa_live.osc.packet import read_packet, write_message
from sfa_live.settings import Settings

_RATE: Final = 10_000
#: Seconds that a press may take to be seen.
_PATIENCE: Final = 2.0


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    parser = argparse.ArgumentParser(prog="sfa-live bench osc", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--presses", type=int, default=100)
    options = parser.parse_args(arguments)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="sfa-osc-") as folder:
        settings = Settings(data=Path(folder), audio="null", midi="none", osc=port)
        write_pack(settings.media / "packs", "song", noise_song(60.0))
        with Stage(settings) as stage:
            rig = stage.start_rig()
            process = psutil.Process(rig.process.pid)
            return asyncio.run(_measure(options, settings, stage, port, process))


async def _measure(
    options: argparse.Namespace, settings: Settings, stage: Stage, port: int, process: psutil.Process
) -> dict[str, Any]:
    async with RigLink(settings) as link:
        await connected(link)
        await stage.load(link, ("A", "song"))
        quiet = await _presses(link, port, options.presses)
        idle = await _cpu(process, 1.0)
        flood = _Flood(port)
        flood.thread.start()
        pressed = asyncio.create_task(_presses(link, port, options.presses))
        busy = await _cpu(process, options.seconds)
        loud = await pressed
        flood.end()
        await asyncio.sleep(0.2)
        level = (link.state or {})["decks"]["A"]["stems"]["bass"]["gain_db"]
    return {
        "a message, parsed and understood, µs": round(_cost(), 1),
        "datagrams a second in the flood": round(flood.sent / flood.took),
        "press to patch over the link, ms: p50": _quantile(quiet, 0.5),
        "press to patch over the link, ms: p99": _quantile(quiet, 0.99),
        "the same in the flood, ms: p50": _quantile(loud, 0.5),
        "the same in the flood, ms: p99": _quantile(loud, 0.99),
        "presses lost": at_most(2 * options.presses - len(quiet) - len(loud), 0),
        "the fader's last value is off by, dB": at_most(abs(level - flood.last_db), 0.01),
        "rig's CPU, %: without": idle,
        "rig's CPU, %: in the flood": busy,
    }


class _Flood:
    """A fader that never rests, at its pace. Its last place is 0.75, which is 0 dB."""

    last_db = 0.0

    def __init__(self, port: int) -> None:
        self.sent = 0
        self.took = 0.0
        self._port = port
        self._ending = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def end(self) -> None:
        """Let it go, at its last place."""
        self._ending.set()
        self.thread.join()

    def _run(self) -> None:
        places = [write_message("/stem/3/volume", place / 100) for place in range(100)]
        begin = time.monotonic()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
            while not self._ending.is_set():
                for data in places:
                    hand.sendto(data, ("127.0.0.1", self._port))
                self.sent += len(places)
                time.sleep(max(0.0, begin + self.sent / _RATE - time.monotonic()))
            self.took = time.monotonic() - begin
            hand.sendto(write_message("/stem/3/volume", 0.75), ("127.0.0.1", self._port))


async def _presses(link: RigLink, port: int, count: int) -> list[float]:
    """From a datagram to the patch that tells it, in milliseconds; a press that was never told is left out."""
    came = asyncio.Event()
    on = False

    def hear(kind: str, body: Any) -> None:
        if kind == "patch" and body["changes"].get("/decks/A/stems/drums/mute") is on:
            came.set()

    end = link.subscribe(hear)
    times = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
        for number in range(count):
            on = number % 2 == 0
            came.clear()
            begin = time.perf_counter()
            hand.sendto(write_message("/stem/2/mute", float(on)), ("127.0.0.1", port))
            try:
                async with asyncio.timeout(_PATIENCE):
                    await came.wait()
            except TimeoutError:
                continue
            times.append(1000.0 * (time.perf_counter() - begin))
            await asyncio.sleep(0.02)
    end()
    return times


async def _cpu(process: psutil.Process, seconds: float) -> float:
    process.cpu_percent()
    await asyncio.sleep(seconds)
    return float(process.cpu_percent())


def _cost() -> float:
    """Of one message, without the show."""
    stems = {name: StemState(slot) for slot, name in enumerate(STEMS, start=1)}
    state = ShowState("bench", decks={**empty_decks(), "A": DeckState(track_id="song", stems=stems)})
    data = write_message("/stem/2/volume", 0.6)
    begin = time.perf_counter()
    for _ in range(2_000):
        (word,) = read_packet(data)
        action_of(word, "A", state)
    return 1e6 * (time.perf_counter() - begin) / 2_000


def _quantile(times: list[float], share: float) -> float:
    if len(times) < 2:
        return float("nan")
    return round(statistics.quantiles(times, n=100)[round(100 * share) - 1], 2)
