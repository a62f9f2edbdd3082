"""The page in a real browser, against the real show."""

from __future__ import annotations

import os
import re
import signal
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import SIZES, fits, opened, shot
from tests.pads import MUTE_DRUMS

pytestmark = [pytest.mark.browser, pytest.mark.jack, pytest.mark.slow]


def _is_on(page: Page, name: str, *, on: bool) -> None:
    expect(page.get_by_test_id(name)).to_have_attribute("aria-pressed", "true" if on else "false", timeout=3000)


def test_a_click_plays_and_mutes_and_the_show_agrees(page, served):
    page.get_by_test_id("deck-A-play").click()
    served.until(lambda: served.get("/api/state")["decks"]["A"]["playing"], 2)
    page.get_by_test_id("stem-A-drums-mute").click()
    _is_on(page, "stem-A-drums-mute", on=True)
    served.until(lambda: served.get("/api/state")["decks"]["A"]["stems"]["drums"]["mute"], 2)
    page.get_by_test_id("panic").click()
    served.until(lambda: not served.get("/api/state")["decks"]["A"]["playing"], 2)


def test_what_a_pad_mutes_is_seen_on_the_page(page, pads):
    _is_on(page, "stem-A-drums-mute", on=False)
    pads(MUTE_DRUMS)
    _is_on(page, "stem-A-drums-mute", on=True)
    pads(MUTE_DRUMS)
    _is_on(page, "stem-A-drums-mute", on=False)


def test_two_screens_show_the_same(browser, page, served):
    other = opened(browser, served, "tablet")
    other.get_by_test_id("stem-A-bass-solo").click()
    _is_on(page, "stem-A-bass-solo", on=True)
    page.get_by_test_id("stem-A-bass-solo").click()
    _is_on(other, "stem-A-bass-solo", on=False)


def test_a_click_into_the_wave_goes_there(page, served):
    wave = page.get_by_test_id("deck-A-wave")
    wave.wait_for()
    box = wave.bounding_box()
    before = served.get("/api/state")["decks"]["A"]["position_ms"]
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.5)
    served.until(lambda: served.get("/api/state")["decks"]["A"]["position_ms"] > before + 200, 3)


def test_the_keyboard_alone_mutes_a_stem(page):
    button = page.get_by_test_id("stem-A-drums-mute")
    button.focus()
    page.keyboard.press("Enter")
    _is_on(page, "stem-A-drums-mute", on=True)


def test_the_keyboard_plays_mutes_solos_and_holds_but_never_out_of_a_field(page, served):
    def deck():
        return served.get("/api/state")["decks"]["A"]

    page.keyboard.press("Space")
    served.until(lambda: deck()["playing"], 3)
    page.keyboard.press("Digit2")
    served.until(lambda: [name for name, stem in deck()["stems"].items() if stem["mute"]], 3)
    page.keyboard.press("Digit2")
    page.keyboard.press("Shift+Digit2")
    served.until(lambda: [name for name, stem in deck()["stems"].items() if stem["solo"]], 3)
    page.keyboard.press("Shift+Digit2")
    page.keyboard.down("KeyV")
    served.until(lambda: deck()["rolling"] == 0.5, 3)
    page.keyboard.up("KeyV")
    served.until(lambda: deck()["rolling"] is None, 3)
    page.keyboard.press("Shift+Slash")
    expect(page.get_by_test_id("keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("keys")).to_be_hidden()
    page.keyboard.press("Slash")
    expect(page.locator("#library-search")).to_be_focused()
    page.keyboard.type("2v ")
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    served.until(lambda: not deck()["playing"], 3)
    assert not any(stem["mute"] or stem["solo"] for stem in deck()["stems"].values())


def test_one_touch_brings_the_two_decks_that_wait(page):
    page.get_by_test_id("turn").click()
    for name in ("deck-C", "deck-D", "mini-A", "mini-B"):
        expect(page.get_by_test_id(name)).to_be_visible()
    page.get_by_test_id("mini-A").click()
    for name in ("deck-A", "deck-D", "mini-C"):
        expect(page.get_by_test_id(name)).to_be_visible()


#: Two bars and more are left of the eight that the clock is in: time enough for two clicks.
_EARLY = "() => (parseInt(document.querySelector('[data-testid=clock-place]').textContent) - 1) % 8 < 6"


def test_a_press_that_waits_is_seen_with_its_countdown_and_a_second_takes_it_back(page, served):
    served.act("deck.play", deck="A")
    served.act("clock.quantise", value="8 bars")
    expect(page.get_by_test_id("quantise")).to_contain_text("8 bars")
    page.wait_for_function(_EARLY)
    mute = page.get_by_test_id("stem-A-drums-mute")
    mute.click()
    expect(mute.get_by_test_id("armed")).to_have_text(re.compile(r"^\s*\d+\s*$"))
    mute.click()
    expect(mute.get_by_test_id("armed")).to_have_count(0)
    assert not served.get("/api/state")["armed"]
    _is_on(page, "stem-A-drums-mute", on=False)


def test_a_dead_server_is_told_and_the_page_finds_its_way_back(page, served):
    os.kill(served.pid("server"), signal.SIGKILL)
    expect(page.get_by_test_id("banner-server")).to_be_visible(timeout=8000)
    expect(page.get_by_test_id("banner-server")).to_be_hidden(timeout=10_000)
    page.get_by_test_id("stem-A-drums-mute").click()
    served.until(lambda: served.get("/api/state")["decks"]["A"]["stems"]["drums"]["mute"], 3)


def test_a_lost_sound_device_is_told_loudly_and_found_again(page, served, jack):
    expect(page.get_by_test_id("banner-null")).to_be_hidden()
    jack.kill()
    expect(page.get_by_test_id("banner-null")).to_be_visible(timeout=5000)
    jack.start()
    begin = time.monotonic()
    expect(page.get_by_test_id("banner-null")).to_be_hidden(timeout=10_000)
    assert time.monotonic() - begin < 5.0
    assert served.get("/api/state")["decks"]["A"]["track_id"]


@pytest.mark.parametrize("size", SIZES)
def test_every_size_shows_the_stage_without_sideways_scrolling(browser, served, steady, size):
    page = opened(browser, served, size)
    served.act("deck.play", deck="A")
    page.wait_for_timeout(1500)
    shot(page, f"stage-{size}")
    assert fits(page)


#: A hint above the decks, and its distance to them, in pixels.
_HINT = 54


@pytest.mark.parametrize("size", ["tablet", "flat"])
def test_a_hint_above_the_decks_pushes_no_pad_out_of_sight(browser, served, steady, size):
    page = opened(browser, served, size)
    page.evaluate("localStorage.setItem('midi', 'without')")
    page.set_viewport_size({"width": SIZES[size][0], "height": SIZES[size][1] - _HINT})
    page.reload()
    expect(page.get_by_test_id("deck-A")).to_be_visible()
    for name in (".stage", ".page"):
        assert page.locator(name).evaluate("e => e.scrollHeight - e.clientHeight") <= 0, name


def test_nothing_is_asked_of_the_internet(browser, served, steady):
    asked: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.goto(f"http://127.0.0.1:{served.port}/")
    expect(page.get_by_test_id("deck-A")).to_be_visible()
    page.wait_for_timeout(1000)
    assert {url.split("/")[2] for url in asked if "://" in url} == {f"127.0.0.1:{served.port}"}
    assert errors == []
