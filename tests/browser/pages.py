"""The page as a hand opens it, at the sizes that hands have."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, expect

from tests.served import Served

SHOTS: Final = Path(__file__).parent / "shots"
SIZES: Final = {"phone": (390, 844), "tablet": (820, 1180), "flat": (1180, 820), "laptop": (1280, 800)}


def opened(browser: Browser, served: Served, size: str) -> Page:
    """A page of that size with deck A on it."""
    width, height = SIZES[size]
    page = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce").new_page()
    page.goto(f"http://127.0.0.1:{served.port}/")
    expect(page.get_by_test_id("deck-A")).to_be_visible()
    return page


def shot(page: Page, name: str) -> None:
    """A picture for human eyes."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def fits(page: Page) -> bool:
    """Nothing of it is beside the screen."""
    within: bool = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return within
