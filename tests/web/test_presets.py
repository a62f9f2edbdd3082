"""The controllers' mappings over REST: listed, taken along, brought and taken away."""

MINE = """format = 1
name = "Mine"
[match]
ports = ["pads"]
[[bind]]
note = "1..2"
action = "deck.toggle"
deck = ["A", "B"]
"""


async def _put(stage, name, text):
    return await stage.ask("PUT", f"/api/midi/presets/{name}", json={"text": text})


async def test_shipped_mappings_are_listed_with_what_they_call_themselves(stage):
    status, answer = await stage.get("/api/midi/presets")
    generic = next(one for one in answer["presets"] if one["name"] == "generic")
    assert (status, generic["title"], generic["own"], generic["problem"]) == (200, "Any controller", False, None)


async def test_a_mapping_comes_and_goes_as_the_same_file(stage, settings):
    assert await _put(stage, "my pads", MINE) == (200, {"name": "my pads", "title": "Mine", "controls": 2})
    async with stage.http.get(f"{stage.url}/api/midi/presets/my%20pads") as answer:
        assert (answer.status, answer.content_type, await answer.text()) == (200, "application/toml", MINE)
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="my pads.toml"')
    listed = (await stage.get("/api/midi/presets"))[1]["presets"]
    assert [one["own"] for one in listed if one["name"] == "my pads"] == [True]
    assert (await stage.ask("DELETE", "/api/midi/presets/my%20pads"))[0] == 204
    assert (await stage.get("/api/midi/presets/my%20pads"))[0] == 404
    assert stage.rig.renewed == 2


async def test_what_its_controls_do_is_told_row_by_row(stage):
    await _put(stage, "mine", MINE)
    assert (await stage.get("/api/midi/presets/mine/controls"))[1]["controls"] == [
        {"control": "note 1 channel any", "layer": None, "action": "deck.toggle", "args": {"deck": "A"}, "how": {}},
        {"control": "note 2 channel any", "layer": None, "action": "deck.toggle", "args": {"deck": "B"}, "how": {}},
    ]


async def test_one_with_mistakes_is_refused_with_all_their_lines_and_the_one_before_stays(stage, settings):
    await _put(stage, "mine", MINE)
    bad = MINE.replace("toggle", "toogle") + '[[bind]]\nnote = 300\naction = "panic"\n'
    status, answer = await _put(stage, "mine", bad)
    assert (status, answer["error"]["code"]) == (400, "bad_preset")
    assert "line 7" in answer["error"]["message"]
    assert "deck.toggle" in answer["error"]["message"]
    assert "line 10" in answer["error"]["message"]
    assert (settings.data / "presets" / "mine.toml").read_text() == MINE
    assert stage.rig.renewed == 1


async def test_no_name_leads_out_of_the_folder(stage, settings):
    for name in ("..%2Fmine", "%2Fetc%2Fpasswd", ".hidden", "a%00b", "x" * 200):
        assert (await _put(stage, name, MINE))[0] in (400, 404)
        assert (await stage.get(f"/api/midi/presets/{name}"))[0] in (400, 404)
    assert not (settings.data / "mine.toml").exists()


async def test_a_shipped_one_stays(stage):
    status, answer = await stage.ask("DELETE", "/api/midi/presets/generic")
    assert (status, "shipped ones stay" in answer["error"]["message"]) == (404, True)
