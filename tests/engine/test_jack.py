"""Live on a JACK server: what is captured there is the sum of the stems, bit for bit, and the server may die."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bench.jack import JackServer, may_be_realtime
from engine import (
    Band,
    Ending,
    Engine,
    Format,
    Load,
    Play,
    Refusal,
    SetDeckOutput,
    SetEq,
    SetHeadphones,
    SetStemOutput,
    Source,
    Tap,
    devices,
)
from tests.engine.jack import capture, recorded, server_name
from tests.engine.player import noise, summed
from tests.parts import require

pytestmark = [pytest.mark.jack, pytest.mark.slow]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> str:
    require("jackd", "jack_lsp", "jack_capture")
    name = server_name()
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name)
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    return name


def watch(engine: Engine, until: Callable[[], bool], seconds: float) -> float:
    """Look after the engine as the rig does; how long it took."""
    began = time.monotonic()
    while not until():
        assert time.monotonic() - began < seconds, engine.device
        before = time.monotonic()
        engine.check()
        assert time.monotonic() - before < 0.2, "check must not wait"
        time.sleep(0.1)
    return time.monotonic() - began


def plays_on(engine: Engine) -> bool:
    """Whether deck A plays, and the clock goes on."""
    before = engine.snapshot().frame
    time.sleep(0.3)
    after = engine.snapshot()
    return after.frame > before and after.decks[0].playing


@pytest.mark.parametrize("block", [64, 256])
def test_what_is_captured_is_the_sum_of_the_stems(server: str, tmp_path: Path, block: int) -> None:
    song = noise(96_000, 4)
    song[0] = 0.1
    with JackServer(block, name=server):
        engine = Engine.open("", 48_000, block)
        try:
            assert engine.device.backend == "JACK Audio Connection Kit"
            engine.submit(Load(0, Source.from_array(song)))
            with capture(tmp_path / "out.wav"):
                engine.submit(Play(0))
                time.sleep(2.8)
        finally:
            engine.close()
    out = recorded(tmp_path / "out.wav")
    assert len(out) >= 96_000
    differing = np.flatnonzero((out[:96_000] != summed(song)).any(axis=1))
    assert len(differing) == 0, f"{len(differing)} frames differ, the first is {differing[:1]}"


def test_every_channel_has_a_port_and_carries_its_own_pair(server: str, tmp_path: Path) -> None:
    song = noise(96_000, 3)
    song[0] = 0.1
    with JackServer(128, name=server, channels=6) as jack:
        engine = Engine.open("", 48_000, 128, channels=6)
        try:
            assert (engine.device.channels, engine.device.message) == (6, None)
            assert len(jack.ports("PortAudio:out_")) == 6
            engine.submit(Load(0, Source.from_array(song)))
            for command in (SetStemOutput(0, 1, 3), SetHeadphones(0, on=True)):
                engine.submit(command)
            with capture(tmp_path / "out.wav", channels=6):
                engine.submit(Play(0))
                time.sleep(2.8)
        finally:
            engine.close()
    out = recorded(tmp_path / "out.wav")[:96_000]
    mixed = song[:, 0:2] + song[:, 4:6]
    assert np.array_equal(out, np.hstack([mixed, mixed, song[:, 2:4]]))


def test_a_device_with_fewer_channels_plays_the_first_and_says_so(server: str) -> None:
    with JackServer(128, name=server, channels=2):
        engine = Engine.open("", 48_000, 128, channels=4)
        try:
            device = engine.device
            command = SetDeckOutput(0, 2)
            engine.submit(command)
            watch(engine, lambda: engine.snapshot().frame > 48_000 // 4, 5)
            (result,) = engine.collect()
        finally:
            engine.close()
    assert (device.null, device.channels) == (False, 2)
    assert "2 of the 4 channels" in (device.message or "")
    assert result.refusal is Refusal.NO_SUCH_OUTPUT


def test_a_recording_is_what_the_server_was_given(server: str, tmp_path: Path) -> None:
    song = noise(96_000, 2, level=0.3)
    song[0] = 0.1
    with JackServer(128, name=server):
        engine = Engine.open("", 48_000, 128)
        try:
            engine.submit(Load(0, Source.from_array(song)))
            engine.submit(SetEq(0, Band.LOW, 3.0))
            recording = engine.record({Tap(): tmp_path / "night.wav"}, Format.WAV)
            with capture(tmp_path / "out.wav"):
                engine.submit(Play(0))
                time.sleep(2.8)
            end = recording.stop()
        finally:
            engine.close()
    assert end.ending is Ending.STOPPED
    out, kept = recorded(tmp_path / "out.wav")[:96_000], recorded(tmp_path / "night.wav")[:96_000]
    assert len(out) == 96_000
    assert np.array_equal(out, kept)


def test_a_server_that_dies_is_left_and_found_again(server: str) -> None:
    with JackServer(name=server) as jack:
        engine = Engine.open("", 48_000, 64)
        engine.submit(Load(0, Source.from_array(noise(48_000 * 60, 2))))
        engine.submit(Play(0))
        time.sleep(0.5)
        assert not engine.device.null
        jack.kill()
        lost_at = engine.snapshot()
        assert watch(engine, lambda: engine.device.null, 3) <= 1.0
        time.sleep(1.5)
        engine.check()
        without = engine.snapshot()
        assert without.frame - lost_at.frame > 48_000
        assert engine.device.wanted is not None
        assert "JACK" in (engine.device.message or "")
        jack.start()
        assert watch(engine, lambda: not engine.device.null, 5) <= 3.0
        time.sleep(0.5)
        back = engine.snapshot()
        engine.close()
    assert back.frame > without.frame
    assert back.decks[0].playing
    assert back.decks[0].position_frames == back.frame - (lost_at.frame - lost_at.decks[0].position_frames)


def test_a_server_that_is_started_later_is_found(server: str) -> None:
    engine = Engine.open("", 48_000, 64)
    assert engine.device.null
    assert engine.device.message
    with JackServer(name=server):
        watch(engine, lambda: not engine.device.null, 5)
        assert engine.device.name == "system"
        engine.close()


def test_a_server_at_another_rate_is_refused_in_words(server: str) -> None:
    with JackServer(rate=44_100, name=server):
        engine = Engine.open("system", 48_000, 64)
        device = engine.device
        engine.close()
    assert device.null
    assert "48000 Hz" in (device.message or "")


@pytest.mark.parametrize("end", [JackServer.stop, JackServer.kill], ids=["stopped", "killed"])
def test_a_server_that_comes_back_at_the_right_rate_between_two_looks_is_taken(
    server: str, end: Callable[[JackServer], None]
) -> None:
    with JackServer(rate=44_100, name=server) as jack:
        engine = Engine.open("", 48_000, 64)
        try:
            # Into the pause between two looks, when the library may be a client of the server that goes.
            watch(engine, lambda: engine._search is not None and engine._search.message is not None, 3)
            time.sleep(0.3)
            end(jack)
            jack.rate = 48_000
            jack.start()
            watch(engine, lambda: not engine.device.null, 5)
        finally:
            engine.close()


def test_a_server_whose_rate_changes_while_it_plays_is_told_and_found_again(server: str) -> None:
    with JackServer(name=server) as jack:
        engine = Engine.open("", 48_000, 64)
        try:
            engine.submit(Load(0, Source.from_array(noise(48_000 * 60, 2))))
            engine.submit(Play(0))
            time.sleep(0.3)
            for rate in (44_100, 48_000):
                jack.kill()
                jack.rate = rate
                jack.start()
                if rate == 44_100:
                    watch(engine, lambda: engine.device.null and "48000 Hz" in (engine.device.message or ""), 5)
            watch(engine, lambda: not engine.device.null, 5)
            assert plays_on(engine)
        finally:
            engine.close()


def test_a_server_whose_clock_stops_is_left_within_a_second_and_taken_again_when_it_goes_on(server: str) -> None:
    with JackServer(name=server) as jack:
        engine = Engine.open("", 48_000, 64)
        try:
            engine.submit(Load(0, Source.from_array(noise(48_000 * 60, 2))))
            engine.submit(Play(0))
            time.sleep(0.5)
            with jack.frozen():
                assert watch(engine, lambda: engine.device.null, 3) <= 1.0
                without = engine.snapshot().frame
                time.sleep(1.0)
                engine.check()
                assert engine.snapshot().frame - without > 24_000
            assert watch(engine, lambda: not engine.device.null, 8) <= 5.0
            assert plays_on(engine)
        finally:
            engine.close()


def test_the_devices_are_listed(server: str) -> None:
    with JackServer(name=server):
        engine = Engine.open("", 48_000, 64)
        found = devices()
        engine.close()
    assert [device.name for device in found if device.backend.startswith("JACK")] == ["system"]


def test_the_audio_thread_becomes_real_time_where_the_user_may(monkeypatch: pytest.MonkeyPatch) -> None:
    require("jackd", "jack_lsp", "jack_capture")
    with JackServer(block=256, realtime=False) as server:
        for name in ("JACK_DEFAULT_SERVER", "JACK_NO_START_SERVER"):
            monkeypatch.setenv(name, server.environment[name])
        engine = Engine.open("", 48_000, 256)
        try:
            watch(engine, lambda: engine.snapshot().timing.thread != 0, 3.0)
            engine.check()
            assert engine.device.realtime is may_be_realtime()
        finally:
            engine.close()
