"""The conductor: the show's clock goes with somebody outside, to the millisecond, and goes on when they are gone."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

import engine
from bench.ticking import ticking
from midi.clock.frame_times import FrameTimes
from midi.wire.event import Event, Kind
from sfa_live.conductor import Conductor
from sfa_live.conductor import conductor as conductor_module
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.show import Show
from sfa_live.show.script import Outside, read_script, write_line

RATE = 48_000
PORT = "input:box"


class Stage:
    """A show on the null device with its conductor, and the rig's loop done by hand."""

    def __init__(self) -> None:
        self.sound = engine.Engine.open("null", rate=RATE, block=128)
        self.show = Show(self.sound, "life", time.monotonic)
        self.conductor = Conductor(self.sound, self.show, lambda: None)
        # The engine's clock beside the system's is learnt from its blocks.
        self.go_on(0.5)

    def ask(self, action: act.Action) -> None:
        self.show.apply(action)
        self.go_on(0.05)

    def go_on(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for result in self.sound.collect():
                self.show.settle(result)
            self.show.follow(self.sound.snapshot())
            self.conductor.heard()
            self.conductor.heed(self.show.state.master.clock)
            time.sleep(0.01)

    def tick(self, bpm: float, seconds: float, seed: int = 1) -> float:
        """A box ticks unevenly, in real time; the moment of its beat 0."""
        start = time.monotonic()
        for tick in ticking(lambda _: bpm, seconds, seed=seed):
            came = start + tick.came - 100.0
            self.go_on(max(0.0, came - time.monotonic()))
            self.conductor.midi.hear(PORT, Event(Kind.CLOCK, -1, 0, 0, came))
        return start

    @property
    def clock(self):
        return self.show.state.master.clock

    def off_ms(self, bpm: float, start: float) -> float:
        """How far the show's clock, as it is heard, is from the box's, within a tick."""
        heard = self.conductor.heard()
        ticks = (heard.beat - (heard.at - start) * bpm / 60.0) * 24.0
        return (ticks - round(ticks)) / 24.0 * 60_000.0 / bpm


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.conductor.close()
    stage.sound.close()


def test_the_clock_follows_a_box_and_goes_on_when_it_is_gone(stage: Stage) -> None:
    stage.ask(act.ClockSourceChoose("midi"))
    assert stage.clock.status == "waiting"
    start = stage.tick(126.0, 6.0)
    stage.go_on(0.05)
    assert (stage.clock.status, stage.clock.heard) == ("following", PORT)
    assert stage.sound.pulse().bpm == pytest.approx(126.0, abs=0.5)
    assert stage.off_ms(126.0, start) == pytest.approx(0.0, abs=1.0)
    with pytest.raises(ActionError, match="follows input:box"):
        stage.show.apply(act.ClockTempo(100.0))
    stage.go_on(0.6)
    stage.conductor.check()
    stage.go_on(0.6)
    assert stage.clock.status == "lost"
    assert stage.sound.pulse().bpm == pytest.approx(126.0, abs=0.1)
    assert stage.show.state.master.tempo == pytest.approx(126.0, abs=0.1)
    stage.ask(act.ClockSourceChoose("internal"))
    assert stage.clock.status is None
    stage.ask(act.ClockTempo(100.0))
    assert stage.sound.pulse().bpm == pytest.approx(100.0)


class FakeLink:
    """A session of Link as aalink has it, with as many others as a test says."""

    def __init__(self, peers: int) -> None:
        self.enabled = self.start_stop_sync_enabled = self.playing = False
        self.quantum, self.tempo, self.beat, self.num_peers = 4.0, 126.0, 0.0, peers


async def test_decks_lead_again_when_a_link_session_is_left_by_all_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = FakeLink(peers=1)
    monkeypatch.setattr(conductor_module, "open_session", lambda _bpm: session)
    stage.ask(act.ClockSourceChoose("link"))
    assert stage.conductor._link is not None
    stage.conductor._link.look()
    stage.go_on(0.05)
    assert stage.clock.status == "following"
    session.num_peers = 0
    stage.conductor._link.look()
    stage.ask(act.ClockTempo(100.0))
    assert stage.clock.status == "lost"
    assert stage.sound.pulse().bpm == pytest.approx(100.0)


def test_a_port_is_for_midi_only(stage: Stage) -> None:
    with pytest.raises(ActionError, match="A port is for MIDI clock"):
        stage.show.apply(act.ClockSourceChoose("link", PORT))


def test_a_night_holds_where_somebody_outside_led() -> None:
    outside = Outside(bpm=126.03, beat=17.0625, frame=412_345)
    [line] = read_script([write_line(412_400, outside).decode()])
    assert line.deed == outside
    sounds = [engine.OfflineEngine(RATE, block=block) for block in (64, 512)]
    for sound in sounds:
        show = Show(sound, "render", lambda: 0.0)
        show.apply(act.ClockSourceChoose("midi"))
        sound.render(1024)
        show.lead(line.deed)
        sound.render(2 * RATE)
    assert sounds[0].pulse().beat == pytest.approx(sounds[1].pulse().beat, abs=1e-9)
    assert sounds[0].pulse().bpm == pytest.approx(126.03)


def test_late_blocks_move_no_moment_and_another_device_begins_anew() -> None:
    times = FrameTimes(RATE)
    for block in range(1000):
        late = 0.004 if block % 7 == 0 else 0.0001 * (block % 3)
        zero = times.note(block * 128, 50.0 + block * 128 / RATE + late)
    assert zero == pytest.approx(50.0, abs=0.0002)
    for block in range(1000, 1200):
        zero = times.note(block * 128, 50.25 + block * 128 / RATE)
    assert zero == pytest.approx(50.25, abs=0.0002)
    for block in range(1200, 1300):
        zero = times.note(block * 128, 50.0 + block * 128 / RATE + 0.2)
    assert zero == pytest.approx(50.2, abs=0.0002)
