"""The show over a socket: the whole first, then every change in order, and meters as fast as the eye."""

import asyncio
import time

import pytest

from tests.web.stage import until


async def test_a_browser_gets_the_whole_show_first(stage):
    browser = await stage.socket("/live")

    state = await browser.hear("state")

    assert browser.told[0][0] == "state"
    assert state["decks"]["A"]["stems"].keys() == {"vocals", "drums", "bass", "other"}
    assert state["rig"] == {"connected": True}


async def test_an_action_of_one_browser_is_seen_by_all(stage):
    first, second = await stage.socket("/live"), await stage.socket("/live")
    await second.hear("state")

    answer = await first.act("stem.mute", {"deck": "A", "stem": "drums", "on": True})

    assert answer == {"ok": True, "seq": 1, "frame": 96_000}
    for browser in (first, second):
        patch = await browser.hear("patch")
        assert patch == {"epoch": "life-1", "seq": 1, "changes": {"/decks/A/stems/drums/mute": True}}


@pytest.mark.parametrize(
    ("action", "args", "code"),
    [
        ("deck.ply", {}, "unknown_action"),
        ("deck.play", {"deck": "Z"}, "unknown_deck"),
        ("stem.mute", {"deck": "A", "stem": "kazoo"}, "unknown_stem"),
        (None, {}, "bad_action"),
        ("deck.load", {"deck": "A", "track_id": "nobody"}, "not_found"),
    ],
)
async def test_a_refused_action_is_answered_with_its_sentence(stage, action, args, code):
    browser = await stage.socket("/live")

    answer = await browser.act(action, args)

    assert answer["ok"] is False
    assert answer["error"]["code"] == code
    assert answer["error"]["message"]


async def test_nonsense_for_an_action_is_refused_and_the_socket_lives(stage):
    browser = await stage.socket("/live")
    for nonsense in (None, 3, "x", [1]):
        answer = await browser.client.call("action", nonsense, namespace="/live")
        assert answer["error"]["code"] == "bad_action"
    assert (await browser.act("panic"))["ok"]


async def test_fader_moves_arrive_in_the_order_in_which_they_were_made(stage):
    browser = await stage.socket("/live")
    for step in range(200):
        await browser.client.emit(
            "action", {"action": "mixer.crossfader", "args": {"value": step / 200}}, namespace="/live"
        )
    await until(lambda: len(stage.rig.heard) == 200)
    assert [args["value"] for _, args, _ in stage.rig.heard] == [step / 200 for step in range(200)]


async def test_a_load_that_takes_its_time_holds_up_no_mute(stage, tmp_path):
    track = await stage.finish(await stage.add_song(tmp_path))
    browser = await stage.socket("/live")
    stage.rig.loads.clear()
    loading = asyncio.create_task(browser.act("deck.load", {"deck": "B", "track_id": track.id}))
    await until(lambda: stage.rig.heard)

    assert (await browser.act("stem.mute", {"deck": "A", "stem": "drums"}))["ok"]

    assert not loading.done()
    stage.rig.loads.set()
    assert (await loading)["ok"]


async def test_a_flood_of_actions_that_wait_is_refused_and_panic_is_not(stage, tmp_path):
    track = await stage.finish(await stage.add_song(tmp_path))
    browser = await stage.socket("/live")
    stage.rig.loads.clear()
    most = stage.parts.limits.actions_at_once
    load = {"deck": "B", "track_id": track.id}
    flood = [asyncio.create_task(browser.act("deck.load", load)) for _ in range(most)]
    await until(lambda: len(stage.rig.heard) == most)

    assert (await browser.act("mixer.master", {"db": -3.0}))["error"]["code"] == "busy"
    assert (await browser.act("panic"))["ok"]
    status, _ = await stage.ask("POST", "/api/actions", json={"action": "panic"})
    assert status == 200

    stage.rig.loads.set()
    assert all(answer["ok"] for answer in await asyncio.gather(*flood))


async def test_patches_arrive_without_a_gap(stage):
    browser = await stage.socket("/live")
    await browser.hear("state")
    for _ in range(500):
        stage.rig.change()
    await until(lambda: browser.told[-1][1].get("seq") == 500)
    assert [patch["seq"] for patch in browser.all("patch")] == list(range(1, 501))


async def test_meters_come_thirty_times_a_second_at_most_and_the_latest(stage):
    browser = await stage.socket("/live")
    begun = time.monotonic()
    for frame in range(200):
        stage.rig.tell_meters(frame)
        await asyncio.sleep(0.005)
    told, took = browser.all("meters"), time.monotonic() - begun
    assert 20 <= len(told) <= 30 * took + 4
    assert [body["frame"] for body in told] == sorted(body["frame"] for body in told)
    assert told[-1]["frame"] > 190


async def test_when_the_rig_goes_and_comes_back_browsers_are_told_and_get_the_whole(stage):
    browser = await stage.socket("/live")
    await browser.hear("state")

    await stage.rig.line.stop()
    assert await browser.hear("rig") == {"connected": False}
    assert (await browser.act("panic"))["error"]["code"] == "rig_away"

    await stage.rig.line.start()
    assert await browser.hear("rig", 2) == {"connected": True}
    assert (await browser.hear("state", 2))["rig"] == {"connected": True}


async def test_a_browser_that_comes_while_the_rig_was_never_there_is_told_so(stage):
    stage.parts.link.state = None
    browser = await stage.socket("/live")
    assert await browser.hear("rig") == {"connected": True}


async def test_long_polling_works_too(stage):
    browser = await stage.socket("/live", transports=["polling"])
    await browser.hear("state")
    assert (await browser.act("panic"))["ok"]


async def test_events_that_browsers_make_up_are_refused(stage):
    browser = await stage.socket("/live")
    for event in ("connect", "disconnect", "came", "trigger_event", "emit", "patch"):
        answer = await browser.client.call(event, {"x": 1}, namespace="/live")
        assert answer["error"]["code"] == "unknown_event"
    assert (await browser.act("panic"))["ok"]


async def test_nonsense_on_the_wire_harms_nobody_and_fills_no_log(stage, caplog):
    url = stage.url + "/socket.io/?EIO=4&transport=websocket"
    good = await stage.socket("/live")
    for nonsense in ("", "9", "42/live", "42/live,{", "4", "451-/live,[1]", "40/nowhere,", "\x00", "2" * 70_000):
        async with stage.http.ws_connect(url) as raw:
            await raw.receive()
            await raw.send_str("40/live,")
            await raw.send_str(nonsense)
            await asyncio.sleep(0.02)
    assert not [record for record in caplog.records if record.exc_info]
    assert (await good.act("panic"))["ok"]
