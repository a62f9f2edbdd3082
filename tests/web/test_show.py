"""The show over REST: what it is, what can be asked, and what happens when it cannot."""

import pytest

from sfa_live.model.action import ACTIONS, BEATS
from tests.web.stage import until


async def test_the_state_is_the_rigs_with_decks_where_the_meters_saw_them(stage):
    stage.rig.tell_meters(position_ms=1234.5)
    await until(lambda: stage.parts.link.meters)

    status, state = await stage.get("/api/state")

    assert status == 200
    assert state["epoch"] == "life-1"
    assert state["decks"]["A"]["title"] == "Song"
    assert state["decks"]["A"]["position_ms"] == 1234.5
    assert state["rig"] == {"connected": True}


async def test_an_action_is_answered_with_where_the_show_and_the_engine_are(stage):
    body = {"action": "stem.mute", "args": {"deck": "A", "stem": "drums", "on": True}}

    status, answer = await stage.ask("POST", "/api/actions", json=body)

    assert (status, answer) == (200, {"seq": 1, "frame": 96_000})
    await until(lambda: stage.parts.link.state["decks"]["A"]["stems"]["drums"]["mute"])


@pytest.mark.parametrize(
    ("action", "args", "code", "named"),
    [
        ("deck.ply", {"deck": "A"}, "unknown_action", ("deck.play", "stem.mute", "panic")),
        ("deck.play", {"deck": "E"}, "unknown_deck", ("A", "B", "C", "D")),
        ("deck.play", {"deck": "A", "quantise": "3 bars"}, "bad_action", ("quantise",)),
        ("stem.mute", {"deck": "A", "stem": "kazoo"}, "unknown_stem", ("vocals", "drums", "bass", "other")),
        ("deck.tempo", {"deck": "A", "percent": 51}, "bad_action", ("-50 to 50",)),
        ("deck.tempo", {"deck": "A"}, "bad_action", ("percent",)),
    ],
)
async def test_what_cannot_be_asked_is_refused_with_what_can(stage, action, args, code, named):
    status, answer = await stage.ask("POST", "/api/actions", json={"action": action, "args": args})

    assert status == 400
    assert answer["error"]["code"] == code
    assert all(name in answer["error"]["message"] for name in named)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"args":{}}', b'{"action":1}', b'{"action":"panic","x":1}'])
async def test_a_body_that_is_no_action_is_refused(stage, body):
    headers = {"Content-Type": "application/json"}

    status, answer = await stage.ask("POST", "/api/actions", data=body, headers=headers)

    assert status == 400
    assert answer["error"]["message"].startswith("The body cannot be used")


async def test_while_the_rig_is_away_actions_say_so_and_the_state_is_the_last_known(stage):
    await stage.rig.line.stop()
    await until(lambda: not stage.parts.link.connected)

    status, answer = await stage.ask("POST", "/api/actions", json={"action": "deck.play", "args": {"deck": "A"}})
    assert (status, answer["error"]["code"]) == (503, "rig_away")

    status, state = await stage.get("/api/state")
    assert status == 200
    assert state["rig"] == {"connected": False}
    assert state["decks"]["A"]["title"] == "Song"


async def test_the_vocabulary_is_listed_in_words(stage):
    _, answer = await stage.get("/api/actions")

    words = {word["name"]: word for word in answer["actions"]}
    assert words.keys() == ACTIONS.keys()
    assert words["deck.tempo"]["args"] == "deck A or B or C or D, percent -50 to 50"
    assert answer["quantise"] == ["now", *BEATS]
    for name, kind in ACTIONS.items():
        told = {key: words[name][key] for key in ("urgent", "momentary", "rhythmic")}
        assert told == {"urgent": kind.urgent, "momentary": kind.momentary, "rhythmic": kind.rhythmic}
    assert (words["stem.mute"]["rhythmic"], words["deck.load"]["urgent"]) == (True, False)


async def test_an_action_that_waits_goes_to_the_rig_with_what_it_waits_for(stage):
    body = {"action": "deck.cue", "args": {"deck": "D", "slot": 2, "quantise": "1 bar"}}

    status, _ = await stage.ask("POST", "/api/actions", json=body)

    assert status == 200
    assert stage.rig.heard == [("deck.cue", body["args"], "web")]


async def test_a_song_that_nobody_knows_cannot_be_loaded(stage):
    for unknown in ("6b4c1f0e-3a70-4a2e-9a8e-0a56a1f5c9b1", "../../etc/passwd"):
        body = {"action": "deck.load", "args": {"deck": "A", "track_id": unknown}}
        status, answer = await stage.ask("POST", "/api/actions", json=body)
        assert (status, answer["error"]["code"]) == (404, "not_found")


async def test_a_song_that_is_not_ready_says_how_far_it_is(stage, tmp_path):
    track = await stage.add_song(tmp_path)
    body = {"action": "deck.load", "args": {"deck": "A", "track_id": track.id}}

    status, answer = await stage.ask("POST", "/api/actions", json=body)

    assert (status, answer["error"]["code"]) == (409, "not_ready")
    assert "0 %" in answer["error"]["message"]


async def test_a_song_that_failed_says_why(stage, tmp_path):
    track = await stage.add_song(tmp_path)
    await stage.set_job(track, "download", status="failed", error="It is silent.")
    body = {"action": "deck.load", "args": {"deck": "A", "track_id": track.id}}

    status, answer = await stage.ask("POST", "/api/actions", json=body)

    assert (status, answer["error"]["code"]) == (409, "not_ready")
    assert "It is silent." in answer["error"]["message"]


async def test_a_ready_song_goes_to_the_rig(stage, tmp_path):
    track = await stage.finish(await stage.add_song(tmp_path))
    body = {"action": "deck.load", "args": {"deck": "A", "track_id": track.id}}

    status, _ = await stage.ask("POST", "/api/actions", json=body)

    assert status == 200
    assert stage.rig.heard == [("deck.load", body["args"], "web")]


async def test_a_song_without_a_pack_for_the_rigs_rate_is_prepared_anew(stage, tmp_path):
    track = await stage.finish(await stage.add_song(tmp_path))
    stage.parts.store.pack(track.id, stage.parts.settings.rate).unlink()
    body = {"action": "deck.load", "args": {"deck": "A", "track_id": track.id}}

    status, answer = await stage.ask("POST", "/api/actions", json=body)

    assert status == 409
    assert "48000 Hz" in answer["error"]["message"]
    assert (await stage.parts.library.track(track.id)).status == "preparing"
