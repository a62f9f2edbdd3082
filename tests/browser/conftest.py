"""A real browser, and the page in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.pages import opened
from tests.parts import require
from tests.served import Served

#: A closed network must not be asked for anything.
_QUIET = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-quic --autoplay-policy=no-user-gesture-required"
)


@pytest.fixture
def browser() -> Iterator[Browser]:
    require("chromium")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=shutil.which("chromium"), args=_QUIET.split())
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, served: Served, steady: str) -> Page:
    """A laptop's page, with the steady song on deck A."""
    del steady
    return opened(browser, served, "laptop")
