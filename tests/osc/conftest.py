"""An OSC port on loopback, and surfaces for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from sfa_live.osc import OscPort
from tests.osc.stage import FakeShow, Surface
from tests.web.stage import free_port


@pytest.fixture
def show() -> FakeShow:
    return FakeShow()


@pytest.fixture
async def port(show: FakeShow) -> AsyncIterator[OscPort]:
    port = show.port = OscPort(free_port(), show.deliver, lambda: show.state)
    port.start()
    yield port
    port.stop()


@pytest.fixture
def join(port: OscPort) -> Iterator[Callable[[], Surface]]:
    surfaces: list[Surface] = []

    def open_surface() -> Surface:
        assert port.port is not None
        surfaces.append(Surface(port.port))
        return surfaces[-1]

    yield open_surface
    for surface in surfaces:
        surface.socket.close()


@pytest.fixture
def surface(join: Callable[[], Surface]) -> Surface:
    return join()
