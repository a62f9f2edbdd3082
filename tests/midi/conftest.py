"""A MIDI rig in a bay inside the process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.jack import JackServer
from midi import MidiRig
from midi.backends.in_process import Bay
from tests.midi.hands import FakeShow, until
from tests.parts import require


@pytest.fixture
def show() -> FakeShow:
    return FakeShow()


@pytest.fixture
def bay() -> Iterator[Bay]:
    bay = Bay()
    yield bay
    assert (bay.open_ports, bay.clients) == (0, 0), "a port or a client was left open"


@pytest.fixture
def rig(bay: Bay, show: FakeShow) -> Iterator[MidiRig]:
    rig = MidiRig(show.deliver, show.current, backend=bay.open)
    rig.start()
    until(lambda: len(rig.devices()) == 2)
    yield rig
    rig.stop()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    """A JACK server of blocks of 128 frames, which everything that this test opens finds."""
    require("jackd")
    with JackServer(block=128) as server:
        monkeypatch.setenv("JACK_DEFAULT_SERVER", server.name)
        yield server
