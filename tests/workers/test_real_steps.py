"""The real steps in the real workers: music in, a pack out."""

import json
import math

import msgspec
import numpy as np
import pytest
import soundfile

from sfa_live.model.pack import read_header
from sfa_live.model.stem import ORIGINAL
from sfa_live.model.track import TrackCard
from tests.workers.conftest import job_of

pytestmark = pytest.mark.slow

WORKER = ("-m", "workers.run")
RATE = 44_100


def _write_song(path, seconds=6):
    """Clicks at 120 BPM over a chord."""
    time = np.arange(seconds * RATE) / RATE
    chord = sum(np.sin(2 * math.pi * tone * time) for tone in (220.0, 261.63, 329.63)) * 0.1
    clicks = np.where(time % 0.5 < 0.01, np.random.default_rng(1).uniform(-0.5, 0.5, len(time)), 0.0)
    soundfile.write(path, np.stack([chord + clicks, chord - clicks], axis=1), RATE, format="WAV", subtype="FLOAT")


async def test_music_becomes_a_pack_that_can_be_played(house):
    house.start_all(command=WORKER)
    with house.store.staging() as folder:
        _write_song(folder / "upload")
        added = await house.library.add_upload(folder / "upload", "Chord.wav")
    track = await house.until_track(added.id, "ready", within=100)
    assert track.duration_ms == 6000
    assert {stem.stem_type for stem in track.stems} == {"vocals", "drums", "bass", "other"}
    assert all(stem.file_size == house.store.stem(track.id, stem.stem_type).stat().st_size for stem in track.stems)
    assert {"tempo", "key", "lufs", "source"} <= track.analysis.keys()
    header = read_header(house.store.pack(track.id, 48_000))
    assert (header.track_id, header.rate, header.frames) == (track.id, 48_000, 288_000)
    assert [stem.name for stem in header.stems] == ["vocals", "drums", "bass", "other", ORIGINAL]
    waveform = json.loads((await house.library.waveform(track.id)).read_text())
    assert waveform["points_per_second"] == 100
    assert waveform["stems"].keys() == {"vocals", "drums", "bass", "other"}
    card = msgspec.json.decode(house.store.card(track.id).read_bytes(), type=TrackCard)
    assert (card.duration_ms, card.lufs) == (6000, track.analysis["lufs"])
    await house.until_clean()


async def test_a_text_named_as_music_fails_in_words_and_leaves_nothing(house):
    house.start("download", command=WORKER)
    with house.store.staging() as folder:
        (folder / "upload").write_text("This is a shopping list." * 100)
        added = await house.library.add_upload(folder / "upload", "song.mp3")
    track = await house.until_track(added.id, "failed", within=60)
    assert track.error.endswith(".")
    assert job_of(track, "download").error == track.error
    assert house.store.size(track.id) == 0
    await house.until_clean()


async def test_stems_that_came_as_files_are_played_bit_for_bit(house):
    house.start_all(command=WORKER)
    with house.store.staging() as folder:
        stems = folder / "upload"
        stems.mkdir()
        for name in ("drums", "bass"):
            _write_song(stems / f"{name}.wav", seconds=3)
        added = await house.library.add_upload(stems, "Two stems")
    track = await house.until_track(added.id, "ready", within=100)
    assert [(stem.stem_type, stem.model, stem.preview) for stem in track.stems] == [
        ("drums", "original", False),
        ("bass", "original", False),
    ]
    job = await house.library.prepare_again(track.id, rate=RATE)
    await house.until_job(job.id, "completed", within=60)
    header = read_header(house.store.pack(track.id, RATE))
    assert [stem.name for stem in header.stems] == ["drums", "bass"]
    packed = np.fromfile(house.store.pack(track.id, RATE), "<f4", offset=header.data_offset)
    came, _ = soundfile.read(house.store.stem(track.id, "bass"), dtype="float32")
    assert np.array_equal(packed.reshape(header.frames, 2, 2)[:, 1], came)


async def test_the_demo_songs_are_there_to_play_with_their_true_tempo_and_key(house):
    house.start_all(command=WORKER)
    await house.library.add_demo()
    for song in (await house.library.tracks()).tracks:
        track = await house.until_track(song.id, "ready", within=100)
        assert track.analysis["source"] == "score"
        assert track.analysis["tempo"]
        assert {stem.model for stem in track.stems} == {"original"}
        card = msgspec.json.decode(house.store.card(track.id).read_bytes(), type=TrackCard)
        assert card.grid is not None
        assert card.grid.bpm == pytest.approx(track.analysis["tempo"])
        assert card.key == track.analysis["key"]
        assert card.grid.ms_at(card.grid.downbeat) == pytest.approx(track.analysis["first_beat_ms"], abs=0.01)
        assert card.duration_ms == track.duration_ms > 10_000
    await house.until_clean()
