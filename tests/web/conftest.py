"""The real application on a real port, a fake rig on the real line, and a trap for calls that block the loop."""

from __future__ import annotations

import pytest
from blockbuster import blockbuster_ctx

from sfa_live.settings import Settings
from tests.web.stage import free_port, open_stage
from web.limits import Limits


@pytest.fixture(autouse=True)
def no_blocking():
    # The rig listens once at its start, in a process of its own.
    with blockbuster_ctx(["web", "sfa_live"], excluded_modules=["sfa_live.link.link_server"]) as trap:
        # It asks the kernel for the working folder and nothing else; SQLAlchemy does so for every connection.
        trap.functions["os.path.abspath"].deactivate()
        yield


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path / "data", port=free_port(), demo=False)


@pytest.fixture
def limits():
    return Limits()


@pytest.fixture
def static(tmp_path):
    """A built page."""
    folder = tmp_path / "data" / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>the page")
    (folder / "assets" / "index-abc123.js").write_text("1")
    return folder


@pytest.fixture
async def stage(settings, limits, static):
    async with open_stage(settings, limits, static) as stage:
        yield stage
