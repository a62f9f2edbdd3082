"""What piled up where nobody listened, and frames that begin again."""

from __future__ import annotations

import time

import pytest

from midi.backends.jack.cycles import WRAP, Cycles
from midi.backends.rtmidi_backend import SYSTEMS, RtMidiBackend
from midi.ports import VIRTUAL_IN

RATE = 48_000
BLOCK = 128


class FakeHandle:
    """An input of python-rtmidi."""

    def __init__(self, *waiting: int) -> None:
        self.waiting = [([number], 0.0) for number in waiting]

    def get_message(self) -> tuple[list[int], float] | None:
        return self.waiting.pop(0) if self.waiting else None


def test_what_came_while_nobody_listened_is_not_played_later() -> None:
    backend = RtMidiBackend.__new__(RtMidiBackend)
    backend._system = SYSTEMS["alsa"]
    backend._in = handle = FakeHandle(1, 2, 3)
    port = backend.open_input(VIRTUAL_IN)
    handle.waiting.append(([4], 0.0))
    came = port.poll()
    assert came is not None
    assert came[0] == bytes([4])
    assert port.poll() is None


@pytest.mark.parametrize("at", [0x80000000, 1 << 32])
def test_moments_go_on_where_jacks_frames_begin_again(at: int) -> None:
    cycles = Cycles(RATE)
    start = time.monotonic() - 2.0
    for number in range(-200, 200):
        began = start + number * BLOCK / RATE
        cycle = (at + number * BLOCK & WRAP) << 32 | (round(began * 1e6) & WRAP)
        first = cycles.first_frame(cycle)
        assert first + cycles.frame(cycle) / RATE == pytest.approx(began, abs=1e-4)


def test_a_message_of_an_earlier_cycle_has_its_own_frame_behind_one_of_a_later() -> None:
    cycles = Cycles(RATE)
    frames = [cycles.frame((frame & WRAP) << 32) for frame in (-256, 128, -128)]
    assert (frames[1] - frames[0], frames[2] - frames[0]) == (384, 128)
