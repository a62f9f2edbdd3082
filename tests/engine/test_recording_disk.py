"""The disk may be full, slow, gone, or never have been told that a recording ended: what was recorded is whole."""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from engine import Ending, Format, OfflineEngine, RecordingError, Tap, is_unclosed, mend
from engine.sound_file import SoundFile
from tests.engine.player import RATE, Sound, loaded, noise
from tests.engine.recorded import ended, null_engine, read

MASTER = Tap()


def test_no_folder_is_an_error_in_words_and_leaves_nothing(tmp_path: Path) -> None:
    engine = OfflineEngine()
    with pytest.raises(RecordingError, match="cannot be written"):
        engine.record({MASTER: tmp_path / "a.wav", Tap(0): tmp_path / "nowhere" / "b.wav"})
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "night.wav").write_text("the only copy")
    with pytest.raises(RecordingError, match="exists"):
        OfflineEngine().record({MASTER: tmp_path / "night.wav"})
    assert (tmp_path / "night.wav").read_text() == "the only copy"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB; where that takes rights we have not, files may be no larger."""
    if os.geteuid() == 0 and shutil.which("mount"):
        disk = tmp_path / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=True)
        yield disk
        subprocess.run(["umount", disk], check=True)
    else:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, before[1]))
        yield tmp_path
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("form", Format)
def test_a_full_disk_ends_it_with_a_valid_file_and_the_sound_goes_on(small_disk: Path, form: Format) -> None:
    engine = loaded(noise(RATE * 20, 1, level=0.1))
    name = f"night.{form.value}"
    recording = engine.record({MASTER: small_disk / name, Tap(0): small_disk / f"deck.{form.value}"}, form)
    out: list[Sound] = []
    while recording.end is None and len(out) < 100:
        out.append(engine.render(RATE // 5))
        time.sleep(0.01)
    end = ended(recording)
    out.append(engine.render(RATE))
    played = np.concatenate(out)
    assert end.ending is Ending.DISK_FULL
    assert end.message
    assert end.frames > RATE
    assert np.abs(played[-RATE:]).max() > 0.1
    for path in end.paths:
        kept = read(path)
        assert len(kept) == end.frames
        assert np.abs(kept - played[: end.frames]).max() <= (0.0 if form is Format.WAV else 2**-23)


@pytest.mark.parametrize("form", Format)
def test_a_disk_that_others_fill_while_a_file_is_closed_takes_nothing_from_it(
    small_disk: Path, form: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = noise(RATE, 1, level=0.1)
    file = SoundFile(small_disk / f"night.{form.value}", RATE, form)
    file.prepare(len(sound))
    file.write(sound)
    truncate = os.ftruncate

    def truncate_and_fill(number: int, size: int) -> None:
        truncate(number, size)
        with (small_disk / "others").open("ab", buffering=0) as others, contextlib.suppress(OSError):
            while True:
                others.write(bytes(4096))

    monkeypatch.setattr(os, "ftruncate", truncate_and_fill)
    file.close()
    kept = read(file.path)
    assert len(kept) == len(sound)
    assert np.abs(kept - sound).max() <= (0.0 if form is Format.WAV else 2**-23)


@pytest.mark.parametrize("form", Format)
def test_a_recording_takes_no_more_room_than_its_sound_when_it_has_ended(tmp_path: Path, form: Format) -> None:
    sound = noise(RATE, 1, level=0.1)
    file = SoundFile(tmp_path / f"night.{form.value}", RATE, form)
    file.prepare(len(sound))
    file.write(sound)
    file.close()
    there = file.path.stat()
    assert len(read(file.path)) == len(sound)
    assert there.st_blocks * 512 < there.st_size + (1 << 16)


def test_a_file_that_is_deleted_ends_it(tmp_path: Path) -> None:
    with null_engine(noise(RATE * 4, 1)) as engine:
        recording = engine.record({MASTER: tmp_path / "night.flac"})
        time.sleep(0.2)
        (tmp_path / "night.flac").unlink()
        end = ended(recording)
        before = engine.snapshot().frame
        time.sleep(0.1)
        assert engine.snapshot().frame > before
    assert end.ending is Ending.FILE_GONE


@pytest.mark.slow
def test_a_disk_that_does_nothing_ends_it_with_all_frames_up_to_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    write = SoundFile.write

    def hang(file: SoundFile, sound: npt.NDArray[np.float32]) -> None:
        go_on.wait()
        write(file, sound)

    monkeypatch.setattr(SoundFile, "write", hang)
    song = noise(RATE * 12, 1)
    with null_engine(song) as engine:
        recording = engine.record({MASTER: tmp_path / "night.wav"}, Format.WAV)
        deadline = time.monotonic() + 20.0
        while recording.reel.ended is None:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        before = engine.snapshot().frame
        time.sleep(0.1)
        assert engine.snapshot().frame > before
        go_on.set()
        end = ended(recording)
        deck = engine.snapshot()
    assert end.ending is Ending.DISK_SLOW
    assert end.frames >= RATE * 5
    assert end.started is not None
    place = round(deck.decks[0].position_frames) - (deck.frame - end.started)
    assert np.array_equal(read(tmp_path / "night.wav"), song[place : place + end.frames])


@pytest.fixture
def held_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, list[int]]]:
    """A disk that takes nothing until it is let go; and how many frames each write has brought."""
    let_go, written = threading.Event(), list[int]()
    write = SoundFile.write

    def hold(file: SoundFile, sound: npt.NDArray[np.float32]) -> None:
        let_go.wait(10.0)
        written.append(len(sound))
        write(file, sound)

    monkeypatch.setattr(SoundFile, "write", hold)
    yield let_go, written
    let_go.set()


def test_a_recording_that_is_still_being_written_does_not_begin_a_second_time(
    tmp_path: Path, held_disk: tuple[threading.Event, list[int]]
) -> None:
    let_go, _ = held_disk
    engine = loaded(noise(RATE * 2, 1, level=0.1))
    recording = engine.record({MASTER: tmp_path / "night.wav"}, Format.WAV)
    played = engine.render(RATE // 2)
    engine.roll(recording)
    engine.render(128)
    engine.collect()
    assert recording.reel.ended is not None
    assert recording.end is None
    engine.roll(recording)
    engine.render(RATE // 2)
    let_go.set()
    end = ended(recording)
    assert end.ending is Ending.STOPPED
    assert np.array_equal(read(tmp_path / "night.wav"), played)
    writers = [thread for thread in threading.enumerate() if thread.name == "engine-recording"]
    assert not any(thread.is_alive() for thread in writers)


def test_what_has_piled_up_behind_a_slow_moment_is_written_in_few_goes(
    tmp_path: Path, held_disk: tuple[threading.Event, list[int]]
) -> None:
    """Each go costs a wait for the interpreter that a busy rig makes long: with many, one falls further behind."""
    let_go, written = held_disk
    engine = loaded(noise(RATE * 4, 1, level=0.1))
    recording = engine.record({MASTER: tmp_path / "night.wav"}, Format.WAV)
    for _ in range(30):
        engine.render(RATE // 10)
    engine.roll(recording)
    engine.render(128)
    let_go.set()
    assert ended(recording).frames == RATE * 3
    assert len(written) <= 5


#: Frames of the recordings that a rig which is killed leaves behind.
LENGTHS = (100, 4096, 30_000, 300_000)
_RIG = """
import os, signal, sys
from pathlib import Path
from engine import Format
from engine.sound_file import SoundFile
from tests.engine.player import RATE, noise
files = []
for form in Format:
    for frames in map(int, sys.argv[2:]):
        files.append(SoundFile(Path(sys.argv[1]) / f"{frames}.{form.value}", RATE, form))
        files[-1].prepare(frames)
        files[-1].write(noise(frames, 1, level=0.1))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def left_open(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what a rig that was killed while it recorded has left."""
    folder = tmp_path_factory.mktemp("recordings")
    killed = subprocess.run([sys.executable, "-c", _RIG, folder, *map(str, LENGTHS)], check=False)
    assert killed.returncode == -signal.SIGKILL
    return folder


def mended(path: Path, frames: int) -> int:
    """How many of the frames a file holds, once it was made whole; each is what was played."""
    assert is_unclosed(path)
    kept = mend(path)
    if kept:
        assert not is_unclosed(path)
        assert soundfile.info(path).frames == kept
        sound = noise(frames, 1, level=0.1)[:kept]
        assert np.abs(read(path) - sound).max() <= (0.0 if path.suffix == ".wav" else 2**-23)
    return kept


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("frames", LENGTHS)
def test_a_recording_that_a_killed_rig_left_open_is_made_whole(
    left_open: Path, tmp_path: Path, form: Format, frames: int
) -> None:
    path = Path(shutil.copy(left_open / f"{frames}.{form.value}", tmp_path))
    # FLAC has the frames of the block that was not full yet in hand when it dies, and one block more.
    assert frames - mended(path, frames) <= (0 if form is Format.WAV else 2 * 4096)


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("lost", [1, 999, 5000])
def test_a_recording_that_the_power_cut_short_is_whole_up_to_there(
    left_open: Path, tmp_path: Path, form: Format, lost: int
) -> None:
    path = Path(shutil.copy(left_open / f"300000.{form.value}", tmp_path))
    os.truncate(path, path.stat().st_size - lost)
    assert 285_000 <= mended(path, 300_000) < 300_000


@pytest.mark.parametrize("form", Format)
def test_room_that_is_part_of_a_file_is_not_taken_for_sound(left_open: Path, tmp_path: Path, form: Format) -> None:
    path = Path(shutil.copy(left_open / f"300000.{form.value}", tmp_path))
    os.truncate(path, path.stat().st_size + (1 << 20))
    assert 285_000 <= mended(path, 300_000) <= 300_000


@pytest.mark.parametrize("form", Format)
def test_a_whole_recording_and_other_files_are_left_alone(tmp_path: Path, form: Format) -> None:
    path = tmp_path / f"night.{form.value}"
    file = SoundFile(path, RATE, form)
    file.prepare(1000)
    file.write(noise(1000, 1))
    file.close()
    assert not is_unclosed(path)
    path.write_bytes(b"what is this")
    assert not is_unclosed(path)
    path.write_bytes(b"")
    assert not is_unclosed(path)
