"""What surfaces are told: everything when they come, then what changes, and never where their own finger is."""

import asyncio
import time

import pytest

from sfa_live.model import action as act
from sfa_live.model.show_state import CueState
from sfa_live.osc import peers
from tests.osc.stage import built, bundle, until


async def test_whoever_sends_anything_is_told_the_whole_show(show, surface):
    show.stem("A", "drums", mute=True, gain_db=6.0)
    show.edit("B", playing=True, cues={"3": CueState(1000.0)})
    surface.send("/deck/select", "A")
    await surface.hear("/deck/4/stem/8/name")
    told = dict(surface.told)
    assert (told["/stem/2/volume"], told["/stem/1/volume"]) == (1.0, 0.75)
    assert (told["/stem/2/mute"], told["/stem/2/solo"]) == (1.0, 0.0)
    assert (told["/transport/play"], told["/deck/2/play"], told["/deck/2/cue/3"]) == (0.0, 1.0, 1.0)
    assert (told["/bpm"], told["/track/title"], told["/deck/2/title"]) == (120.0, "Song", "Other")
    assert (told["/crossfader"], told["/deck/1/pitch"]) == (0.5, 0.5)


async def test_what_changes_elsewhere_is_told_and_nothing_else(show, surface):
    surface.send("/subscribe")
    await surface.settle()
    show.stem("A", "drums", mute=True)
    show.edit("A", playing=True)
    await surface.settle_to(
        {
            "/stem/2/mute": 1.0,
            "/deck/1/stem/2/mute": 1.0,
            "/transport/play": 1.0,
            "/deck/1/play": 1.0,
        }
    )


async def test_of_a_fast_fader_only_some_places_are_told_and_the_last_is_right(show, surface):
    surface.send("/subscribe")
    await surface.settle()
    for step in range(200):
        show.stem("A", "drums", gain_db=-20.0 + step * 0.1)
        await asyncio.sleep(0.001)
    await until(lambda: surface.values("/stem/2/volume")[-1:] == [pytest.approx(0.7457, abs=1e-3)])
    assert len(surface.values("/stem/2/volume")) < 20


async def test_a_finger_on_a_fader_is_never_told_where_it_is(show, join):
    mover, other = join(), join()
    other.send("/subscribe")
    mover.send("/subscribe")
    await mover.settle()
    await other.settle()
    for step in range(40):
        mover.send("/stem/2/volume", 0.2 + step * 0.01)
        await asyncio.sleep(0.01)
    await other.hear("/stem/2/volume")
    await mover.settle()
    await asyncio.sleep(peers.HOLD + 0.2)
    assert mover.values("/stem/2/volume") == []
    assert other.values("/stem/2/volume")[-1] == pytest.approx(0.59, abs=1e-3)


async def test_a_fader_that_another_hand_moves_behind_it_is_told_in_the_end(show, surface):
    surface.send("/subscribe")
    await surface.settle()
    surface.send("/stem/2/volume", 0.3)
    await until(lambda: show.heard)
    show.stem("A", "drums", gain_db=0.0)
    assert await surface.hear("/stem/2/volume") == 0.75


async def test_a_fader_under_a_finger_is_not_torn_away_by_another_hand(show, surface):
    surface.send("/subscribe")
    await surface.settle()
    for step in range(20):
        surface.send("/stem/2/volume", 0.2 + step * 0.01)
        await asyncio.sleep(0.02)
        show.stem("A", "drums", gain_db=6.0)
        await asyncio.sleep(0.02)
        assert surface.values("/stem/2/volume") == []
    assert await surface.hear("/stem/2/volume") == 1.0


async def test_a_button_that_was_pressed_but_waits_for_the_beat_goes_dark_again(show, surface):
    surface.send("/subscribe")
    await surface.settle()
    show.waits = True
    surface.send("/stem/2/mute", 1.0)
    assert await surface.hear("/stem/2/mute") == 0.0
    show.apply(act.StemMute(deck="A", stem="drums", on=True))
    assert await surface.hear("/stem/2/mute", 2) == 1.0


async def test_a_toggle_whose_press_was_refused_goes_dark_again(show, surface):
    surface.send("/subscribe")
    await surface.settle()
    surface.send("/stem/5/mute", 1.0)
    assert "no stem 5" in await surface.hear("/error")
    assert await surface.hear("/stem/5/mute") == 0.0


async def test_a_press_that_falls_due_and_is_refused_goes_dark_again(show, surface):
    surface.send("/subscribe")
    await surface.settle()
    surface.send_raw(bundle(time.time() + 0.1, built("/stem/5/mute", 1.0)).dgram)
    assert await surface.hear("/stem/5/mute") == 0.0


async def test_feedback_goes_to_the_port_that_was_subscribed_with(show, join):
    sender, listener = join(), join()
    sender.send("/subscribe", listener.port)
    await listener.hear("/track/title")
    show.edit("A", title="Next")
    await until(lambda: listener.values("/track/title")[-1:] == ["Next"])
    sender.send("/no/such")
    await listener.hear("/error")
    assert sender.read() == []


async def test_who_unsubscribes_is_told_nothing_more(show, surface):
    surface.send("/subscribe")
    await surface.settle()
    surface.send("/unsubscribe")
    surface.send("/unsubscribe")
    await asyncio.sleep(0.05)
    surface.read()
    show.edit("A", playing=True)
    surface.send("/stem/2/mute", 1.0)
    await asyncio.sleep(0.15)
    assert surface.read() == []
    surface.send("/subscribe")
    assert await surface.hear("/stem/2/mute") == 1.0


async def test_who_is_silent_for_long_is_told_nothing(show, surface, monkeypatch):
    surface.send("/subscribe")
    await surface.settle()
    monkeypatch.setattr(peers, "SILENCE", 0.0)
    show.edit("A", playing=True)
    await asyncio.sleep(0.15)
    assert surface.read() == []


async def test_a_surface_that_has_rested_for_long_has_its_port_and_its_deck_still(show, join, monkeypatch):
    sender, listener = join(), join()
    sender.send("/subscribe", listener.port)
    sender.send("/deck/select", "B")
    await listener.settle()
    with monkeypatch.context() as rest:
        rest.setattr(peers, "SILENCE", 0.0)
        show.edit("B", title="Next")
        await asyncio.sleep(0.1)
        assert listener.read() == []
    sender.send("/stem/2/mute", 1.0)
    assert await listener.hear("/track/title") == "Next"
    assert show.heard == [act.StemMute(deck="B", stem="drums", on=True)]


async def test_a_surface_that_comes_from_another_port_goes_on_where_it_was_told(show, join):
    before, after, listener = join(), join(), join()
    before.send("/subscribe", listener.port)
    before.send("/deck/select", "B")
    await listener.settle()
    after.send("/subscribe", listener.port)
    await listener.settle()
    after.send("/stem/2/mute", 1.0)
    await until(lambda: show.heard)
    assert show.heard == [act.StemMute(deck="B", stem="drums", on=True)]
    await listener.settle_to({"/stem/2/mute": 1.0, "/deck/2/stem/2/mute": 1.0})


def test_senders_of_one_message_push_out_nobody_who_has_subscribed():
    known = peers.Peers()
    surface = known.heard(("127.0.0.1", 1), 0.0)
    known.subscribe(surface, ("127.0.0.1", 9000))
    for number in range(100):
        known.heard(("127.0.0.1", 2 + number), 1.0 + number)
    assert surface in known.told(200.0)
    assert len(known.told(200.0)) == peers.MOST_PEERS


def test_who_says_something_behind_a_long_rest_is_told_everything_again():
    known, sender, values = peers.Peers(), ("127.0.0.1", 1), {"/bpm": 120.0}
    peer = known.heard(sender, 0.0)
    peer.choose("B")
    assert peer.news(values, 0.0, 50) == values
    known.forget_silent(1000.0)
    assert known.told(1000.0) == []
    assert known.heard(sender, 1000.0) is peer
    assert peer.news(values, 1000.0, 50) == values


async def test_of_too_many_surfaces_the_one_that_was_silent_longest_is_forgotten(show, join):
    surfaces = [join() for _ in range(peers.MOST_PEERS + 1)]
    for surface in surfaces:
        surface.send("/subscribe")
        await surface.hear("/deck/select")
    await surfaces[-1].settle()
    for surface in surfaces:
        surface.read()
        surface.told.clear()
    show.edit("A", title="Last")
    await asyncio.sleep(0.2)
    assert [surface.values("/track/title") for surface in surfaces] == [[], *[["Last"]] * peers.MOST_PEERS]


async def test_a_title_with_halves_of_characters_stops_nobody(show, surface):
    surface.send("/subscribe")
    await surface.settle()
    show.edit("A", title="bro\udc80ken")
    assert await surface.hear("/track/title") == "bro?ken"
