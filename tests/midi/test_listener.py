"""The MIDI thread: taps before surfaces, floods, broken ports, moments."""

from __future__ import annotations

import select
import time
import tracemalloc

import pytest

from midi import MidiOrigin, MidiRig
from midi.backends.in_process import Bay, Controller
from midi.ports import INBOX, TRAVEL_S
from midi.wire.event import Event
from sfa_live.model.action import Action, MixerCrossfader, StemMute
from tests.midi.hands import CC, NOTE, OFF, FakeShow, until

#: The generic mapping's notes for "mute stem 1 of deck A", and the crossfader's CC.
MUTE_VOCALS = 36
CROSSFADER = 1


class Noted(FakeShow):
    """A show that remembers where its actions came from, and takes its time."""

    def __init__(self, busy_s: float = 0.0) -> None:
        super().__init__()
        self.moments: list[float | None] = []
        self._busy_s = busy_s

    def deliver(self, action: Action, origin: MidiOrigin) -> None:
        time.sleep(self._busy_s)
        self.moments.append(origin.at)
        super().deliver(action, origin)


def started(bay: Bay, show: FakeShow) -> MidiRig:
    rig = MidiRig(show.deliver, show.current, backend=bay.open)
    rig.start()
    until(lambda: len(rig.devices()) == 2)
    return rig


def test_where_nothing_can_be_waited_for_ports_are_asked(bay, show, monkeypatch):
    monkeypatch.delattr(select, "poll")
    rig = started(bay, show)
    try:
        bay.virtual_in.play(NOTE, MUTE_VOCALS, 100)
        until(lambda: show.heard)
    finally:
        rig.stop()


def test_taps_hear_everything_in_their_order_and_what_one_takes_no_surface_hears(bay, rig, show):
    heard: list[tuple[str, Event]] = []

    def take_note_99(port_id: str, event: Event) -> bool:
        heard.append((port_id, event))
        return event.number == MUTE_VOCALS

    behind: list[Event] = []

    def listen(_: str, event: Event) -> bool:
        behind.append(event)
        return False

    rig._listener.add_tap(take_note_99)
    rig._listener.add_tap(listen)
    bay.virtual_in.play(NOTE, MUTE_VOCALS, 100)
    bay.virtual_in.play(NOTE, MUTE_VOCALS + 1, 100)
    until(lambda: show.heard)
    assert [(port_id, event.number) for port_id, event in heard] == [
        ("input:sfa_live in", MUTE_VOCALS),
        ("input:sfa_live in", MUTE_VOCALS + 1),
    ]
    assert [event.number for event in behind] == [MUTE_VOCALS + 1]
    assert show.heard == [StemMute(deck="A", stem=2, on=True)]


def test_an_action_tells_by_when_every_message_of_its_moment_is_on_hand(bay):
    show = Noted()
    rig = started(bay, show)
    try:
        at = time.monotonic() - 0.004
        bay.virtual_in.play(NOTE, MUTE_VOCALS, 100, at=at)
        until(lambda: show.moments)
        assert show.moments == [at + TRAVEL_S]
    finally:
        rig.stop()


def test_a_message_in_pieces_with_a_clock_within_is_heard(bay, rig, show):
    for byte in (NOTE, MUTE_VOCALS, 0xF8, 100, MUTE_VOCALS + 1, 0xF8, 100):
        bay.virtual_in.play(byte)
    until(lambda: len(show.heard) == 2)
    assert show.heard == [StemMute(deck="A", stem=stem, on=True) for stem in (1, 2)]


def test_a_tap_that_fails_costs_one_message_and_not_the_hands(bay, rig, show):
    def fail(_: str, event: Event) -> bool:
        if event.value == 1:
            raise ValueError("a bug in a tap")
        return False

    rig._listener.add_tap(fail)
    bay.virtual_in.play(NOTE, MUTE_VOCALS, 1)
    bay.virtual_in.play(NOTE, MUTE_VOCALS, 100)
    until(lambda: show.heard)
    assert len(show.heard) == 1


def test_faders_that_never_rest_leave_every_note_its_turn_and_speak_with_their_last_place(bay):
    """Two seconds of 10 000 messages a second on all controllers, with a pad played on top."""
    show = Noted(busy_s=0.0001)
    rig = started(bay, show)
    presses = 0
    try:
        until(lambda: rig.state.devices)
        begin = time.monotonic()
        for count in range(20_000):
            bay.virtual_in.play(CC, count % 128, count // 128 % 128)
            if count % 200 == 0:
                bay.virtual_in.play(NOTE, MUTE_VOCALS, 100)
                bay.virtual_in.play(OFF, MUTE_VOCALS, 0)
                presses += 1
            if count % 10 == 9:
                rest = begin + count / 10_000 - time.monotonic()
                time.sleep(max(rest, 0.0))
                # A cable has one speed: what a pause of the machine held up comes later, not all at once.
                begin += max(-rest, 0.0)
        bay.virtual_in.play(CC, CROSSFADER, 127)
        # The crossfader was at its end once before: what is behind that is still on its way then.
        until(lambda: sum(isinstance(action, StemMute) for action in show.heard) == presses, 10.0)
        until(lambda: [act.value for act in show.heard if isinstance(act, MixerCrossfader)][-1] == 1.0)
        assert len(show.heard) < 20_000
        (ear,) = rig._listener._ears
        assert ear.lost == 0
    finally:
        rig.stop()


@pytest.mark.slow
def test_a_flood_takes_no_memory(bay, rig, show):
    def play(count: int) -> None:
        for number in range(count):
            bay.virtual_in.play(CC, number % 128, number // 128 % 128)
            if number % 100 == 99:
                time.sleep(0.002)
        until(lambda: not rig._listener._ears[0].inbox)
        show.heard.clear()
        show.origins.clear()

    play(5_000)
    tracemalloc.start()
    try:
        play(2_000)
        before, _ = tracemalloc.get_traced_memory()
        play(30_000)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 64_000


def test_a_driver_whose_inbox_was_full_is_told(bay):
    """The MIDI thread stands still while more comes than the driver keeps."""
    show = Noted(busy_s=0.3)
    rig = started(bay, show)
    try:
        bay.virtual_in.play(NOTE, MUTE_VOCALS, 100)
        time.sleep(0.05)
        for _ in range(2 * INBOX):
            bay.virtual_in.play(0xD0, 5)
        until(lambda: "sfa_live in has sent more than can be played" in (rig.state.message or ""))
    finally:
        rig.stop()


def test_of_two_ports_one_that_never_rests_does_not_silence_the_other(bay):
    show = Noted(busy_s=0.001)
    rig = started(bay, show)
    nano = bay.plug(Controller("nanoKONTROL2"))
    try:
        until(lambda: len(rig._listener._ears) == 2)
        for number in range(500):
            bay.virtual_in.play(NOTE, MUTE_VOCALS + number % 4, 100)
        nano.play(CC, 48, 127)
        until(lambda: "input:nanoKONTROL2" in show.origins)
        assert show.origins.index("input:nanoKONTROL2") <= 200
    finally:
        rig.stop()
