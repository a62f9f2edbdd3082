"""Recordings hold what was played, to the bit and from the very frame; the disk may fail, the sound never notices."""

import gc
import threading
import time
import weakref
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine import (
    Ending,
    Format,
    Frames,
    OfflineEngine,
    Play,
    Recording,
    RecordingEnd,
    RecordingError,
    SetDeckFilter,
    SetDeckGain,
    SetMute,
    SetStemGain,
    StartReel,
    StopReel,
    Tap,
)
from engine.kernel.codes import ReelEnd
from engine.kernel.sizes import REELS
from engine.reel import Reel
from engine.sound_file import SoundFile
from tests.engine.player import RAMP, RATE, Sound, ask, constant, loaded, noise, sine
from tests.engine.recorded import ended, null_engine, read

MASTER = Tap()


def test_a_float_recording_of_the_master_is_what_was_rendered(tmp_path: Path) -> None:
    engine = loaded(noise(40_000, 4, level=0.4), noise(40_000, 2, level=0.4))
    before = engine.render(1000)
    recording = engine.record({MASTER: tmp_path / "night.wav"}, Format.WAV)
    out = engine.render(30_000)
    end = recording.stop()
    assert end == RecordingEnd((tmp_path / "night.wav",), 30_000, Ending.STOPPED, Frames(len(before)), None)
    assert np.array_equal(read(tmp_path / "night.wav"), out)


def test_flac_holds_all_that_fits_into_24_bits(tmp_path: Path) -> None:
    song = np.round(noise(20_000, 1, level=0.2) * 2**23) / np.float32(2**23)
    song[:100] = (1.0, -1.0)
    engine = loaded(song.astype(np.float32))
    recording = engine.record({MASTER: tmp_path / "night.flac"})
    out = engine.render(20_000)
    assert recording.stop().frames == 20_000
    kept = read(tmp_path / "night.flac")
    assert soundfile.info(tmp_path / "night.flac").subtype == "PCM_24"
    assert np.array_equal(kept[100:], out[100:])
    assert np.abs(kept[:100] - out[:100]).max() <= 2**-23


def test_it_begins_and_ends_at_the_very_frame(tmp_path: Path) -> None:
    engine = loaded(noise(40_000, 1))
    recording = engine.record({MASTER: tmp_path / "night.wav"}, Format.WAV, at=Frames(1013))
    stop = StopReel(recording.reel, at=Frames(9001))
    ask(engine, stop)
    out = engine.render(20_000)
    end = ended(recording)
    assert (end.started, end.frames, end.ending) == (1013, 9001 - 1013, Ending.STOPPED)
    assert np.array_equal(read(tmp_path / "night.wav"), out[1013:9001])
    (result,) = [result for result in engine.collect() if result.command == stop]
    assert result.frame == 9001


def test_an_end_at_the_beat_that_is_asked_before_the_first_block_is_an_end(tmp_path: Path) -> None:
    engine = loaded(noise(100_000, 1))
    recording = engine.record({MASTER: tmp_path / "night.wav"}, Format.WAV)
    engine.roll(recording, quantum=1.0)
    assert recording.ending
    engine.render(60_000)
    assert ended(recording).frames in {0, RATE // 2}


def test_an_end_that_waits_is_taken_back_by_the_same_again(tmp_path: Path) -> None:
    engine = loaded(noise(100_000, 1))
    recording = engine.record({MASTER: tmp_path / "night.wav"}, Format.WAV)
    engine.render(1000)
    engine.roll(recording, quantum=1.0)
    engine.roll(recording, quantum=1.0)
    assert not recording.ending
    engine.render(60_000)
    assert recording.end is None
    engine.roll(recording, quantum=1.0)
    out = engine.render(60_000)
    assert len(out) == 60_000
    assert ended(recording).frames == 3 * RATE // 2


def test_a_start_that_waits_is_taken_back_by_the_same_again(tmp_path: Path) -> None:
    engine = loaded(noise(100_000, 1))
    recording = engine.record({MASTER: tmp_path / "night.wav"}, Format.WAV, quantum=4.0)
    engine.render(1000)
    engine.roll(recording)
    engine.render(1000)
    engine.collect()
    assert ended(recording).paths == ()
    assert not engine._reels


def test_channels_and_stems_are_recorded_side_by_side_after_their_faders(tmp_path: Path) -> None:
    song = np.hstack([constant(20_000, 0.5), constant(20_000, 0.125)])
    engine = loaded(song, playing=False)
    what = {Tap(0, 1): tmp_path / "stem.wav", Tap(0): tmp_path / "deck.wav", Tap(1): tmp_path / "other.wav"}
    ask(engine, SetStemGain(0, 1, 0.5), SetDeckGain(0, 0.25), Play(0))
    recording = engine.record(what, Format.WAV)
    engine.render(1000)
    ask(engine, SetMute(0, 1, on=True))
    engine.render(1000)
    assert recording.stop().frames == 2000
    stem, deck, other = (read(path)[:, 0] for path in what.values())
    assert (stem[:1000] == 0.0625).all()
    assert not stem[1000 + RAMP :].any()
    assert (deck[:1000] == (0.5 + 0.0625) * 0.25).all()
    assert (deck[1000 + RAMP :] == 0.5 * 0.25).all()
    assert not other.any()


def test_a_stem_that_is_silent_is_recorded_as_silence(tmp_path: Path) -> None:
    engine = OfflineEngine()
    recording = engine.record({Tap(3, 7): tmp_path / "stem.flac"})
    engine.render(5000)
    assert recording.stop().frames == 5000
    assert not read(tmp_path / "stem.flac").any()


def test_recording_changes_not_a_bit_of_the_sound(tmp_path: Path) -> None:
    song = noise(20_000, 3, level=0.4)
    engines = [loaded(song), loaded(song)]
    recording = engines[1].record(
        {MASTER: tmp_path / "a.wav", Tap(0): tmp_path / "b.wav", Tap(0, 2): tmp_path / "c.wav"}
    )
    for engine in engines:
        ask(engine, SetDeckFilter(0, 0.3))
    first, second = (engine.render(20_000) for engine in engines)
    recording.stop()
    assert np.array_equal(first, second)


def test_four_recordings_run_at_once_and_a_fifth_is_refused(tmp_path: Path) -> None:
    engine = loaded(sine(20_000))
    running = [engine.record({MASTER: tmp_path / f"{k}.wav"}, Format.WAV) for k in range(4)]
    with pytest.raises(RecordingError, match="stop one"):
        engine.record({MASTER: tmp_path / "5.wav"})
    assert not (tmp_path / "5.wav").exists()
    out = engine.render(5000)
    for recording in running:
        recording.stop()
    for k in range(4):
        assert np.array_equal(read(tmp_path / f"{k}.wav"), out)
    engine.render(128)
    engine.record({MASTER: tmp_path / "5.wav"}).stop()


def test_a_ring_that_nobody_empties_is_given_back_full() -> None:
    reel = Reel([0], frames=1024)
    engine = loaded(noise(20_000, 1))
    ask(engine, StartReel(reel))
    engine.render(2000)
    assert reel.ended is ReelEnd.FULL
    assert reel.frames == 1024
    assert not engine._state["reels"].any()


def test_the_ring_goes_round() -> None:
    reel = Reel([0], frames=1024)
    engine = loaded(noise(20_000, 1))
    ask(engine, StartReel(reel))
    out: list[Sound] = []
    taken: list[Sound] = []
    for _ in range(12):
        out.append(engine.render(700))
        while len(piece := reel.waiting(300)[0]):
            taken.append(piece.copy())
            reel.taken(len(piece))
    ask(engine, StopReel(reel))
    engine.render(1)
    assert reel.ended is ReelEnd.STOPPED
    assert np.array_equal(np.concatenate(taken), np.concatenate(out))
    assert not engine._state["reels"].any()


def test_a_recording_that_is_stopped_before_it_began_is_empty_and_stays_so(tmp_path: Path) -> None:
    engine = loaded(sine(20_000))
    recording = engine.record({MASTER: tmp_path / "night.flac"}, at=Frames(10_000))
    engine.render(100)
    end = recording.stop()
    assert (end.frames, end.started, end.paths) == (0, None, ())
    assert not list(tmp_path.iterdir())
    engine.render(20_000)
    assert recording.reel.ended is ReelEnd.STOPPED
    assert recording.reel.frames == 0


@pytest.mark.parametrize("ended_by", ["a hand", "a panic before its beat"])
def test_the_memory_of_a_recording_that_has_ended_is_let_go_of(tmp_path: Path, ended_by: str) -> None:
    engine = loaded(sine(20_000))
    gc.collect()
    gc.disable()
    try:
        for number in range(REELS + 1):
            panicked = ended_by == "a panic before its beat"
            recording = engine.record({MASTER: tmp_path / f"{number}.flac"}, quantum=4.0 if panicked else None)
            engine.render(100)
            reel = weakref.ref(recording.reel)
            if panicked:
                engine.panic()
                engine.render(100)
                engine.collect()
                assert ended(recording).frames == 0
            recording.stop()
            engine.render(100)
            engine.collect()
            del recording
            assert reel() is None
    finally:
        gc.enable()


def test_a_recording_that_could_not_begin_is_let_go_of(tmp_path: Path) -> None:
    recording = Recording({MASTER: tmp_path / "night.flac"}, RATE, Format.FLAC)
    reel = weakref.ref(recording.reel)
    gc.disable()
    try:
        recording.discard()
        del recording
        assert reel() is None
    finally:
        gc.enable()


def test_live_it_holds_every_frame_from_its_first_on(tmp_path: Path) -> None:
    song = noise(RATE * 4, 2, level=0.1)
    with null_engine(song) as engine:
        time.sleep(0.1)
        recording = engine.record({MASTER: tmp_path / "night.wav"}, Format.WAV)
        time.sleep(1.0)
        end = recording.stop()
        deck = engine.snapshot()
    assert end.frames > RATE // 2
    assert end.started is not None
    place = round(deck.decks[0].position_frames) - (deck.frame - end.started)
    whole = song[:, 0:2] + song[:, 2:4]
    assert np.array_equal(read(tmp_path / "night.wav"), whole[place : place + end.frames])


@pytest.mark.parametrize(("deck", "stem"), [(None, 0), (4, None), (-1, None), (0, 8)])
def test_a_tap_that_is_not_there_is_refused(deck: int | None, stem: int | None) -> None:
    with pytest.raises(ValueError, match="deck"):
        Tap(deck, stem)


def test_offline_time_stands_still_until_the_disk_has_taken_it(tmp_path: Path) -> None:
    engine = loaded(noise(RATE * 15, 1))
    recording = engine.record({MASTER: tmp_path / "night.wav"}, Format.WAV)
    out = engine.render(RATE * 14)
    assert recording.stop().ending is Ending.STOPPED
    assert np.array_equal(read(tmp_path / "night.wav"), out)


def test_while_it_writes_the_interpreter_is_free(tmp_path: Path) -> None:
    file = SoundFile(tmp_path / "night.flac", RATE, Format.FLAC)
    sound = noise(RATE * 20, 1)
    file.prepare(len(sound))
    turns = 0
    writing = threading.Thread(target=file.write, args=(sound,))
    writing.start()
    while writing.is_alive():
        turns += 1
    file.close()
    assert turns > 1000
