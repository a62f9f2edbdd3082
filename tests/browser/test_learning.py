"""A pad learns by a long press on the page, and then plays: a real browser, a real rig, a real JACK port."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import SIZES, fits, opened, shot
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.jack, pytest.mark.slow]

#: A note that the generic mapping knows nothing of.
NEW_PAD = 121
#: The generic mapping's note for "mute stem 3 of deck A" (bass).
MUTE_BASS = 38


#: What a finger would miss in the MIDI view.
_SMALL = """[...document.querySelectorAll('.midi-view :is(button, a, label, input:not(.unseen))')]
    .filter(e => { const box = e.getBoundingClientRect(); return box.height < 44 || box.width < 44; })
    .map(e => e.outerHTML.slice(0, 120))"""
#: Whether its words are all there to be read.
_WHOLE = "e => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight"


def long_press(page: Page, name: str) -> None:
    box = page.get_by_test_id(name).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(800)
    page.mouse.up()


def stem(served: Served, name: str) -> dict[str, object]:
    found: dict[str, object] = served.get("/api/state")["decks"]["A"]["stems"][name]
    return found


def test_a_pad_learns_by_a_long_press_and_then_plays(page: Page, served: Served, pads: Callable[[int], None]):
    long_press(page, "stem-A-drums-mute")
    expect(page.get_by_test_id("learn")).to_contain_text("Move a control on your hardware")
    assert stem(served, "drums")["mute"] is False, "the press that chose is taken back"
    pads(NEW_PAD)
    expect(page.get_by_test_id("learn")).to_contain_text(f"Note {NEW_PAD}", timeout=10_000)
    expect(page.get_by_test_id("learn-undo")).to_be_visible(timeout=10_000)
    pads(NEW_PAD)
    served.until(lambda: stem(served, "drums")["mute"], 3)
    pads(NEW_PAD)
    served.until(lambda: not stem(served, "drums")["mute"], 3)
    assert (served.data / "presets" / "learnt-sfa-live-in.toml").exists()


def test_what_the_pad_did_before_is_told_and_comes_back_by_undo(
    page: Page, served: Served, pads: Callable[[int], None]
):
    long_press(page, "stem-A-vocals-solo")
    pads(MUTE_BASS)
    learn = page.get_by_test_id("learn")
    expect(learn).to_contain_text("It did before: Mute stem 3, deck A", timeout=10_000)
    page.get_by_test_id("learn-undo").click()
    expect(learn).to_have_count(0)
    pads(MUTE_BASS)
    served.until(lambda: stem(served, "bass")["mute"], 3)
    assert stem(served, "vocals")["solo"] is False


def test_every_surface_sees_it_and_any_can_call_it_off(browser: Browser, page: Page, served: Served):
    other = opened(browser, served, "tablet")
    long_press(page, "deck-A-sync")
    other.get_by_test_id("learn-cancel").click()
    for each in (page, other):
        expect(each.get_by_test_id("learn")).to_have_count(0)


def test_the_command_line_learns_too(served: Served, steady: str, pads: Callable[[int], None]):
    del steady
    done: list[str] = []
    waiting = threading.Thread(target=lambda: done.append(served.run("learn", "deck.toggle", "deck=A").stdout))
    waiting.start()
    served.until(lambda: (served.get("/api/state")["midi"]["learn"] or {}).get("phase") == "waiting", 20)
    pads(NEW_PAD + 1)
    waiting.join(30)
    assert f"Note {NEW_PAD + 1}" in done[0]
    assert "learnt-sfa-live-in.toml" in done[0]
    assert "learnt-sfa-live-in" in served.run("presets", "list").stdout
    exported = served.run("presets", "export", "learnt-sfa-live-in").stdout
    taken = served.data.parent / "taken.toml"
    taken.write_text(exported)
    assert "taken: sfa_live in, learnt" in served.run("presets", "import", str(taken)).stdout
    taken.write_text(exported.replace('"deck.toggle"', '"deck.toogle"'))
    refused = served.run("presets", "import", str(taken))
    assert (refused.returncode, "line" in refused.stderr) == (1, True)


@pytest.mark.parametrize("size", SIZES)
def test_the_midi_view_fits_every_size(browser: Browser, served: Served, steady: str, size: str):
    del steady
    page = opened(browser, served, size)
    page.get_by_test_id("health-midi").click()
    ours = page.get_by_test_id("midi-list").locator("li", has_text="sfa_live")
    expect(ours).to_have_count(1)
    expect(ours).to_contain_text("in and out")
    page.get_by_test_id("midi-all").click()
    expect(page.get_by_test_id("midi-view")).to_be_visible()
    page.get_by_test_id("unit-sfa_live-mapping").first.click()
    expect(page.get_by_test_id("mapping").locator("li").first).to_be_visible()
    shot(page, f"midi-{size}")
    assert fits(page)
    assert page.evaluate(_SMALL) == []


@pytest.mark.parametrize("size", SIZES)
def test_what_is_learnt_is_told_in_the_health_strip_and_lies_over_nothing(
    browser: Browser, served: Served, steady: str, pads: Callable[[int], None], size: str
):
    del steady
    page = opened(browser, served, size)
    mute, strip = page.get_by_test_id("stem-A-vocals-mute"), page.get_by_test_id("health")
    bar = strip.get_by_test_id("learn")
    before = (mute.bounding_box(), strip.bounding_box())
    long_press(page, "stem-A-vocals-mute")
    expect(bar).to_be_visible()
    pads(MUTE_BASS)
    expect(bar).to_contain_text("It did before", timeout=10_000)
    shot(page, f"learnt-{size}")
    assert (mute.bounding_box(), strip.bounding_box()) == before, "nothing has moved"
    assert strip.evaluate(_WHOLE)
    assert bar.locator("p").evaluate(_WHOLE)
    assert page.get_by_test_id("panic").evaluate("e => e.getBoundingClientRect().right <= innerWidth")
    page.get_by_test_id("learn-undo").click()
    expect(bar).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
def test_the_midi_view_makes_way_for_the_control_that_is_chosen(
    browser: Browser, served: Served, steady: str, size: str
):
    del steady
    page = opened(browser, served, size)
    page.get_by_test_id("health-midi").click()
    page.get_by_test_id("midi-all").click()
    page.get_by_test_id("midi-learn").click()
    expect(page.get_by_test_id("midi-view")).to_have_count(0)
    page.get_by_test_id("stem-A-other-mute").click()
    expect(page.get_by_test_id("learn")).to_contain_text("Mute other, deck A")
    page.get_by_test_id("learn-cancel").click()
    expect(page.get_by_test_id("learn")).to_have_count(0)


def test_a_program_that_plays_is_no_missing_controller(page: Page, pads: Callable[[int], None]):
    pads(NEW_PAD + 2)
    expect(page.get_by_test_id("health-midi")).to_contain_text("a program")
    expect(page.get_by_test_id("banner-midi")).to_have_count(0)
