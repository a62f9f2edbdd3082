"""The generated surfaces, read again: everything is on them, nothing lies over anything, every address is known."""

import json
import zlib
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from sfa_live.cli import main
from sfa_live.model.show_state import DeckState, ShowState, StemState, empty_decks
from sfa_live.osc.addresses import SELECT, SUBSCRIBE, action_of
from sfa_live.osc.layout.plan import HEIGHT, WIDTH, plan
from sfa_live.osc.packet import Word
from sfa_live.osc.telling import told


def state():
    stems = {f"stem{slot}": StemState(slot) for slot in range(1, 9)}
    return ShowState("life", decks={**empty_decks(), "A": DeckState(track_id="t", stems=stems)})


def test_every_widget_has_an_address_that_is_understood_or_told():
    show = state()
    for widget in plan():
        if widget.kind == "label":
            assert widget.address in told(show, "A")
        elif widget.address not in (SELECT, SUBSCRIBE):
            assert action_of(Word(widget.address, (1.0,)), "A", show) is not None


def test_a_decks_buttons_are_told_what_is_lit():
    lit = told(state(), "A")
    for widget in plan():
        if widget.address.startswith("/deck/") and widget.address != SELECT:
            assert widget.address in lit


def test_what_the_original_had_is_there():
    widgets = plan()
    faders = [each for each in widgets if each.address.startswith("/stem/") and each.kind == "fader"]
    assert [each.default for each in faders] == [0.75] * 8
    addresses = {each.address for each in widgets}
    wanted = {f"/stem/{number}/{what}" for number in range(1, 9) for what in ("volume", "mute", "solo")}
    wanted |= {f"/transport/{name}" for name in ("play", "stop", "next", "prev")} | {"/bpm", "/track/title"}
    assert wanted <= addresses


def test_nothing_lies_over_anything_or_outside():
    for widget in plan():
        left, top, width, height = widget.frame
        assert min(left, top) >= 0, widget.name
        assert (left + width <= WIDTH, top + height <= HEIGHT) == (True, True), widget.name
    for one, other in combinations(plan(), 2):
        a, b = one.frame, other.frame
        apart = (
            a.left + a.width <= b.left
            or b.left + b.width <= a.left
            or a.top + a.height <= b.top
            or b.top + b.height <= a.top
        )
        assert apart, (one.name, other.name)


def test_the_command_writes_a_layout_that_touchosc_can_read(tmp_path, capsys):
    path = tmp_path / "sfa.tosc"
    assert main(["osc-layout", "-o", str(path)]) == 0
    assert capsys.readouterr().out.strip() == str(path)
    root = ET.fromstring(zlib.decompress(path.read_bytes()))  # our own file
    assert (root.tag, [node.get("type") for node in root]) == ("lexml", ["GROUP"])
    nodes = {node.findtext("properties/property[key='name']/value"): node for node in root.iter("node")}
    assert len(nodes) == len({node.get("ID") for node in nodes.values()}) == len(list(root.iter("node")))
    volume = nodes["volume3"]
    assert volume.get("type") == "FADER"
    assert volume.findtext("messages/osc/path/partial/value") == "/stem/3/volume"
    assert volume.findtext("values/value[key='x']/default") == "0.75"
    assert {key: volume.findtext(f"properties/property[key='frame']/value/{key}") for key in "xywh"} == dict(
        zip("xywh", map(str, next(each.frame for each in plan() if each.name == "volume3")), strict=True)
    )
    assert nodes["mute1"].findtext("properties/property[key='buttonType']/value") == "2"
    assert nodes["play"].findtext("properties/property[key='buttonType']/value") == "0"
    assert nodes["title"].findtext("messages/osc/arguments/partial/conversion") == "STRING"
    assert nodes["deckB"].findtext("messages/osc/arguments/partial/value") == "B"
    for node in root.iter("node"):
        assert [child.tag for child in node] == [
            tag for tag in ("properties", "values", "messages", "children") if node.find(tag) is not None
        ]


def test_the_same_plan_is_the_same_file(tmp_path):
    for name in ("one.tosc", "two.tosc"):
        main(["osc-layout", "-o", str(tmp_path / name)])
    assert (tmp_path / "one.tosc").read_bytes() == (tmp_path / "two.tosc").read_bytes()


def test_the_command_writes_a_session_that_open_stage_control_can_read(tmp_path):
    path = tmp_path / "sfa.json"
    assert main(["osc-layout", "-o", str(path)]) == 0
    session = json.loads(path.read_text())
    assert (session["type"], session["content"]["type"]) == ("session", "root")
    widgets = {widget["id"]: widget for widget in session["content"]["widgets"]}
    assert len(widgets) == len(plan()) - 1
    assert widgets["volume1"] | {"type": "fader", "address": "/stem/1/volume", "default": 0.75} == widgets["volume1"]
    assert (widgets["mute1"]["mode"], widgets["play"]["mode"]) == ("toggle", "push")
    assert widgets["deckB"]["preArgs"] == ["B"]


@pytest.mark.parametrize("name", ["sfa.txt", "sfa"])
def test_another_ending_is_told_in_a_sentence(tmp_path, capsys, name):
    assert main(["osc-layout", "-o", str(tmp_path / name)]) == 2
    assert "name the file sfa.tosc for TouchOSC" in capsys.readouterr().err
