"""The machine's own stalls, measured beside every figure so that they are not charged to the program.

A process per processor sleeps 250 µs at the highest real-time priority and notes every time it wakes late. What happens
while even it is late, no program on this machine could have prevented.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

#: The control's sleep, in nanoseconds.
_TICK: Final = 250_000
#: A wake-up later than this is a stall of the machine, in nanoseconds.
_LATE: Final = 200_000

#: A stall: from when to when, in nanoseconds of CLOCK_MONOTONIC.
Stall = tuple[int, int]


class MachineControl:
    """Notes the machine's stalls while it is open. Needs the right to real-time priority."""

    def __init__(self) -> None:
        self._watchers: list[subprocess.Popen[str]] = []
        self.stalls: list[Stall] = []

    def __enter__(self) -> Self:
        for processor in sorted(os.sched_getaffinity(0)):
            command = [sys.executable, "-m", "bench.machine", str(processor)]
            self._watchers.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for watcher in self._watchers:
            watcher.send_signal(signal.SIGTERM)
        for watcher in self._watchers:
            told, _ = watcher.communicate(timeout=10)
            self.stalls += [(start, end) for start, end in json.loads(told)]

    def blames_machine(self, start: int, end: int) -> bool:
        """Whether the machine stalled within this span, in nanoseconds of CLOCK_MONOTONIC."""
        return any(stall_start < end and start < stall_end for stall_start, stall_end in self.stalls)


def _watch(processor: int) -> list[Stall]:
    os.sched_setaffinity(0, {processor})
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))
    ending: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: ending.append(number))
    stalls: list[Stall] = []
    due = time.monotonic_ns() + _TICK
    while not ending:
        time.sleep(max(0, due - time.monotonic_ns()) / 1e9)
        now = time.monotonic_ns()
        if now - due > _LATE:
            stalls.append((due, now))
        due = max(due + _TICK, now)
    return stalls


def main(arguments: Sequence[str]) -> None:
    """Watch one processor until SIGTERM, then tell the stalls as JSON."""
    json.dump(_watch(int(arguments[0])), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
