"""The port itself: floods, nonsense, time tags, a port that is taken, and an end that leaves nothing."""

import asyncio
import contextlib
import socket
import struct
import time
from concurrent.futures import Future
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pythonosc.osc_bundle_builder import IMMEDIATELY

from sfa_live.errors import ActionError, NotFoundError
from sfa_live.model import action as act
from sfa_live.osc import OscPort, inlet
from sfa_live.osc import port as port_module
from sfa_live.osc.packet import read_packet, stream_key
from tests.osc.stage import Surface, built, bundle, message, until
from tests.web.stage import free_port


async def test_a_flood_becomes_a_few_actions_and_loses_neither_the_last_value_nor_a_press(show, surface):
    await asyncio.to_thread(_flood, surface)
    await until(lambda: show.heard[-1:] == [act.DeckPlay(deck="A")])
    moves = [action for action in show.heard if isinstance(action, act.StemGain)]
    assert 10 < len(moves) < 5_000
    assert moves[-1].db == pytest.approx(6.0, abs=0.02)
    assert len([action for action in show.heard if isinstance(action, act.StemMute)]) == 100


def _flood(surface):
    """Ten thousand moves of a fader and a hundred presses within a second."""
    begin = time.monotonic()
    for step in range(10_000):
        surface.send("/stem/2/volume", step / 10_000)
        if step % 100 == 0:
            surface.send("/pad/2", 1)
            time.sleep(max(0.0, begin + step / 10_000 - time.monotonic()))
    surface.send("/transport/play")


async def test_presses_in_a_flood_are_all_done_in_order(show, surface):
    for number in range(100):
        surface.send("/action/deck/seek", "A", float(number))
        surface.send("/stem/2/mute", float(number % 2))
    await until(lambda: len([each for each in show.heard if isinstance(each, act.StemMute)]) == 100)
    mutes = [each.on for each in show.heard if isinstance(each, act.StemMute)]
    assert mutes == [bool(number % 2) for number in range(100)]


async def test_a_fader_before_the_choice_of_a_deck_stays_on_its_own_deck(show, surface):
    surface.send("/stem/2/volume", 0.0)
    surface.send("/deck/select", "B")
    surface.send("/stem/2/volume", 1.0)
    await until(lambda: len(show.heard) == 2)
    assert [(each.deck, each.db) for each in show.heard] == [("A", -90.0), ("B", 6.0)]


async def test_a_fader_before_a_bundle_stays_before_it(show, surface):
    surface.send("/stem/2/volume", 0.0)
    surface.send_raw(bundle(IMMEDIATELY, built("/deck/select", "B")).dgram)
    surface.send("/stem/2/volume", 1.0)
    await until(lambda: len(show.heard) == 2)
    assert [(each.deck, each.db) for each in show.heard] == [("A", -90.0), ("B", 6.0)]


@pytest.mark.parametrize(
    ("address", "args"),
    [
        ("/stem/2/volume", [0.5]),
        ("/deck/A/pitch", [0.5]),
        ("/mixer/master", [0.5]),
        ("/action/mixer/crossfader", [0.5]),
        ("/action/stem/gain", ["A", 2, -3.5]),
        ("/action/stem/gain/A/drums", [-3.5]),
        ("/action/deck/tempo/A", [1.5]),
        ("/action/clock/tempo", [126.0]),
    ],
)
def test_of_a_fader_the_latest_value_counts(address, args):
    keys = {stream_key(message(address, *args[:-1], value)) for value in (args[-1], 0.25)}
    assert len(keys) == 1
    assert None not in keys


@pytest.mark.parametrize(
    ("address", "args"),
    [
        ("/stem/2/mute", [1.0]),
        ("/stem/2/volume", ["0.5"]),
        ("/stem/2/volume", [1]),
        ("/action/stem/gain", ["A", "drums", "-3.5"]),
        ("/action/stem/gain/A/drums/-3.5", [1.0]),
        ("/action/stem/gain/A/drums", [-3.5, 1.0]),
        ("/action/deck/gain", ["A", -3.5, "quantise", "1 bar"]),
        ("/action/deck/play/A", [1.0]),
        ("/volume", []),
    ],
)
def test_no_press_and_no_value_of_another_kind_is_replaced_by_what_comes_after_it(address, args):
    assert stream_key(message(address, *args)) is None


async def test_the_loop_has_its_turn_between_a_few_presses_of_a_flood(show, surface):
    for _ in range(200):
        surface.send("/stem/2/mute", 1.0)
    seen = [0]
    async with asyncio.timeout(3.0):
        while len(show.heard) < 200:
            await asyncio.sleep(0)
            seen.append(len(show.heard))
    # In one turn of the loop at most one go at the work begins, and one that was due goes on.
    assert max(later - earlier for earlier, later in pairwise(seen)) <= 2 * inlet._WORKED


async def test_a_bundle_is_done_at_its_time(show, surface):
    due = time.time() + 0.2
    surface.send_raw(bundle(due, built("/transport/play")).dgram)
    surface.send_raw(bundle(time.time() - 5.0, built("/transport/stop")).dgram)
    await until(lambda: show.heard)
    assert show.heard == [act.DeckStop(deck="A")]
    await until(lambda: len(show.heard) == 2)
    assert time.time() == pytest.approx(due, abs=0.1)


async def test_a_panic_forgets_what_waits_for_its_time(show, surface, port):
    surface.send_raw(bundle(time.time() + 0.15, built("/transport/play")).dgram)
    surface.send("/panic")
    await until(lambda: show.heard)
    port.let_go()
    await asyncio.sleep(0.25)
    assert show.heard == [act.Panic()]


async def test_a_bundle_of_a_wrong_clock_is_refused_with_a_sentence(show, surface):
    surface.send_raw(bundle(time.time() + 3600.0, built("/transport/play")).dgram)
    assert "is the sender's clock right?" in await surface.hear("/error")
    assert show.heard == []


async def test_sentences_about_mistakes_are_few(surface):
    for _ in range(100):
        surface.send("/no/such/thing")
    await asyncio.sleep(0.3)
    assert 1 <= len(surface.values("/error")) <= 4


async def test_a_song_that_cannot_be_had_is_told_when_that_is_known(show, surface):
    surface.send("/action/deck/load", "A", "nothing")
    await until(lambda: show.loading)
    assert isinstance(show.loading, Future)
    await asyncio.to_thread(show.loading.set_exception, NotFoundError("There is no such song."))
    assert await surface.hear("/error") == "There is no such song."


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense",
        b"/stem/1/volume",
        b"/a\0\0,f\0\0\0",
        b"/a\0\0,x\0\0\0\0\0\1",
        b"/a\0\0,[i]" + bytes(7),
        b"/\xff\0\0",
        b"#bundle\0" + bytes(8) + struct.pack(">i", -4),
        b"#bundle\0" + bytes(8) + struct.pack(">i", 1 << 20),
        b"#bundle\0" + bytes(7),
        (b"#bundle\0" + bytes(7) + b"\1" + struct.pack(">i", 2000)) * 60,
    ],
)
async def test_nonsense_is_answered_and_hurts_nothing(show, surface, data):
    surface.send_raw(data)
    surface.send("/transport/play")
    await until(lambda: show.heard)
    assert show.heard == [act.DeckPlay(deck="A")]


#: What OSC is made of, for packets that are nearly right.
PARTS = [b"/a\0\0", b",f\0\0", b",s\0\0", bytes(4), b"\0\0\0\x08", b"#bundle\0", b"abc\0"]


@given(some.binary(max_size=200) | some.lists(some.sampled_from(PARTS)).map(b"".join))
def test_a_datagram_is_read_or_refused_with_a_sentence(data):
    with contextlib.suppress(ActionError):
        read_packet(data)
    with contextlib.suppress(ActionError):
        read_packet(b"#bundle\0" + bytes(8) + data)


async def test_a_taken_port_is_told_in_a_sentence_and_had_as_soon_as_it_is_free(show, caplog, monkeypatch):
    monkeypatch.setattr(port_module, "_RETRY", 0.02)
    other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    other.bind(("127.0.0.1", 0))
    number = other.getsockname()[1]
    port = OscPort(number, show.deliver, lambda: show.state)
    port.start()
    await asyncio.sleep(0.1)
    assert port.port is None
    assert [line for line in caplog.messages if f"OSC port {number} cannot be had" in line] == [caplog.messages[0]]
    other.close()
    await until(lambda: port.port == number)
    port.stop()


async def test_it_listens_on_this_machine_only_and_leaves_its_port(show):
    number = free_port()
    port = OscPort(number, show.deliver, lambda: show.state)
    port.start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as elsewhere:
        # Only the loopback address is taken.
        elsewhere.bind(("127.0.0.2", number))
    surface = Surface(number)
    surface.send("/subscribe")
    await surface.hear("/bpm")
    port.stop()
    surface.socket.close()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as again:
        again.bind(("127.0.0.1", number))


async def test_without_a_port_nothing_is_opened(show):
    port = OscPort(None, show.deliver, lambda: show.state)
    port.start()
    port.feedback()
    assert port.port is None
    port.stop()
