"""The original's addresses, each sent as a datagram and seen as an action."""

import re
from pathlib import Path

import pytest
from pythonosc.osc_bundle_builder import IMMEDIATELY

from sfa_live.model import action as act
from sfa_live.model.show_state import StemState
from sfa_live.osc import addresses
from sfa_live.osc.telling import told
from tests.osc.stage import built, bundle, until


@pytest.mark.parametrize(
    ("address", "args", "action"),
    [
        ("/transport/play", [1.0], act.DeckPlay(deck="A")),
        ("/transport/play", [], act.DeckPlay(deck="A")),
        ("/transport/stop", [1], act.DeckStop(deck="A")),
        ("/transport/next", [True], act.CueNext(deck="A")),
        ("/transport/prev", [1.0], act.CuePrevious(deck="A")),
        ("/play", [1.0], act.DeckPlay(deck="A")),
        ("/stop", [1.0], act.DeckStop(deck="A")),
        ("/stem/1/volume", [0.75], act.StemGain(deck="A", stem="vocals", db=0.0)),
        ("/stem/2/volume", [1.0], act.StemGain(deck="A", stem="drums", db=6.0)),
        ("/stem/2/volume", [0.0], act.StemGain(deck="A", stem="drums", db=-90.0)),
        ("/stem/3/volume", [0.375], act.StemGain(deck="A", stem="bass", db=-12.04)),
        ("/stem/2/mute", [1.0], act.StemMute(deck="A", stem="drums", on=True)),
        ("/stem/2/mute", [0.4], act.StemMute(deck="A", stem="drums", on=False)),
        ("/stem/2/mute", [False], act.StemMute(deck="A", stem="drums", on=False)),
        ("/stem/4/solo", [0.5], act.StemSolo(deck="A", stem="other", on=True)),
        ("/pad/2", [1], act.StemMute(deck="A", stem="drums")),
        ("/pad/9", [1], act.DeckCue(deck="A", slot=1)),
        ("/deck/1/play", [1.0], act.DeckToggle(deck="A")),
        ("/deck/2/play", [1.0], act.DeckToggle(deck="B")),
        ("/deck/C/play", [1.0], act.DeckToggle(deck="C")),
        ("/deck/1/cue", [1.0], act.DeckCue(deck="A", slot=1)),
        ("/deck/2/cue/8", [1.0], act.DeckCue(deck="B", slot=8)),
        ("/deck/2/volume", [0.75], act.DeckGain(deck="B", db=0.0)),
        ("/deck/1/pitch", [0.5], act.DeckTempo(deck="A", percent=0.0)),
        ("/deck/1/pitch", [1.0], act.DeckTempo(deck="A", percent=8.0)),
        ("/deck/1/loop", [1.0], act.DeckLoop(deck="A")),
        ("/deck/2/stem/1/mute", [1.0], act.StemMute(deck="B", stem="vocals", on=True)),
        ("/mixer/crossfader", [0.0], act.MixerCrossfader(value=-1.0)),
        ("/crossfader", [0.5], act.MixerCrossfader(value=0.0)),
        ("/mixer/master", [0.75], act.MixerMaster(db=0.0)),
        ("/panic", [], act.Panic()),
        ("/action/deck/play", ["A"], act.DeckPlay(deck="A")),
        ("/action/deck/play/B", [1.0], act.DeckPlay(deck="B")),
        ("/action/deck/play", [2], act.DeckPlay(deck="B")),
        ("/action/deck/play/2", [1.0], act.DeckPlay(deck="B")),
        ("/action/stem/swap", [1.0, "drums", 2], act.StemSwap(deck="A", stem="drums", into="B")),
        ("/action/deck/play", ["deck", "A", "quantise", "1 bar"], act.DeckPlay(deck="A", quantise="1 bar")),
        ("/action/deck/play", ["A", "quantise", "1 bar", 1.0], act.DeckPlay(deck="A", quantise="1 bar")),
        ("/action/stem/gain", ["A", "drums", -3.1], act.StemGain(deck="A", stem="drums", db=-3.1)),
        ("/action/stem/gain", ["A", 2.0, "-3"], act.StemGain(deck="A", stem=2, db=-3.0)),
        ("/action/stem/mute/A/drums", [1], act.StemMute(deck="A", stem="drums", on=True)),
        ("/action/stem/mute/A/drums", [False], act.StemMute(deck="A", stem="drums", on=False)),
        ("/action/stem/mute", ["A", "drums"], act.StemMute(deck="A", stem="drums")),
        ("/action/deck/cue", ["A", 3], act.DeckCue(deck="A", slot=3)),
        ("/action/cue/set", ["A", 3, "label", "Drop"], act.CueSet(deck="A", slot=3, label="Drop")),
        ("/action/dj_crossfader", [-0.5], act.MixerCrossfader(value=-0.5)),
        (
            "/action/loop/chain",
            ["A", '[{"start_ms": 0, "end_ms": 500, "times": 2}]'],
            act.LoopChain(deck="A", loops=(act.ChainedLoop(start_ms=0, end_ms=500, times=2),)),
        ),
    ],
)
async def test_an_address_asks_for_its_action(show, surface, address, args, action):
    surface.send(address, *args)
    await until(lambda: show.heard)
    assert show.heard == [action]


@pytest.mark.parametrize(
    ("address", "args"),
    [("/transport/play", [0.0]), ("/deck/1/cue", [0]), ("/pad/1", [False]), ("/action/deck/play/A", [0.0])],
)
async def test_a_button_that_is_let_go_asks_for_nothing(show, surface, address, args):
    surface.send(address, *args)
    surface.send("/panic")
    await until(lambda: show.heard)
    assert show.heard == [act.Panic()]


@pytest.mark.parametrize(
    ("address", "args", "sentence"),
    [
        ("/stem/1/volum", [0.5], "Did you mean '/stem/1/volume'?"),
        ("/deck/2/pley", [1.0], "Did you mean '/deck/2/play'?"),
        ("/xyzzy", [], "There is no address '/xyzzy'."),
        ("/stem/7/mute", [1], "Deck A has no stem 7. It has: 1 vocals, 2 drums, 3 bass, 4 other."),
        ("/stem/1/volume", ["loud"], "A fader takes one number from 0 to 1."),
        ("/stem/1/volume", [float("nan")], "A fader takes one number from 0 to 1."),
        ("/deck/9/play", [1], "There is no deck '9'."),
        ("/deck/1/cue/9", [1], "slot 1 to 8"),
        ("/deck/select", ["Z"], "There is no deck 'Z'."),
        ("/action/deck/plya", ["A"], "Did you mean 'deck.play'?"),
        ("/action/stem/gain", ["A", "drums", 99.0], "db -90 to 6"),
        ("/action/deck/play", ["A", "B", "C", "D"], "deck.play cannot take that many arguments."),
        ("/action/loop/chain", ["A", "[1"], "cannot read"),
        ("/subscribe", ["here"], "is no port"),
    ],
)
async def test_what_cannot_be_asked_is_answered_in_a_sentence(show, surface, address, args, sentence):
    surface.send(address, *args)
    assert sentence in await surface.hear("/error")
    assert show.heard == []


def test_the_page_on_osc_names_every_address_and_no_other(show):
    table = (Path(__file__).parents[2] / "docs" / "osc.md").read_text(encoding="utf-8").split("## Every action")[0]
    first = " ".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE))
    named = {address for address in re.findall(r"`(/[^`]*)`", first) if "…" not in address}
    shapes = {re.sub(r"\{[dn]\}", "#", address) for address in named}
    known = {*addresses._VALUES, *addresses._PRESSES, addresses.SUBSCRIBE, addresses.UNSUBSCRIBE, addresses.SELECT}
    assert known - shapes == {f"/deck/#/stem/#/{name}" for name in ("volume", "mute", "solo")}
    told_too = {re.sub(r"/\d", "/#", address) for address in told(show.state, "A")}
    assert shapes - known <= told_too


async def test_the_known_voices_have_their_numbers_in_every_song(show, surface):
    show.edit("A", stems={name: StemState(slot) for slot, name in enumerate(("drums", "choir", "piano", "keys"), 1)})
    for number in (2, 6, 1, 3):
        surface.send(f"/stem/{number}/mute", 1.0)
    await until(lambda: len(show.heard) == 4)
    assert [action.stem for action in show.heard] == ["drums", "piano", "choir", "keys"]


async def test_a_surface_chooses_its_deck_for_itself_alone(show, join):
    mine, other = join(), join()
    mine.send("/deck/select", "B")
    mine.send("/stem/2/mute", 1.0)
    await until(lambda: len(show.heard) == 1)
    other.send("/transport/play")
    await until(lambda: len(show.heard) == 2)
    assert show.heard == [act.StemMute(deck="B", stem="drums", on=True), act.DeckPlay(deck="A")]
    await until(lambda: mine.values("/track/title")[-1:] == ["Other"])
    await until(lambda: other.values("/track/title")[-1:] == ["Song"])


async def test_every_message_of_a_bundle_is_done(show, surface):
    surface.send_raw(
        bundle(IMMEDIATELY, built("/transport/play"), bundle(IMMEDIATELY, built("/stem/2/mute", 1.0))).dgram
    )
    await until(lambda: len(show.heard) == 2)
    assert show.heard == [act.DeckPlay(deck="A"), act.StemMute(deck="A", stem="drums", on=True)]
