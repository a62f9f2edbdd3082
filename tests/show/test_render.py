"""A script rendered offline is what the show would play."""

import json

import numpy as np
import pytest
import soundfile

from engine import OfflineEngine
from sfa_live.errors import UsageError
from sfa_live.model import action as act
from sfa_live.render import render_file
from sfa_live.settings import Settings
from sfa_live.show import Shelf, Show
from tests.show.conftest import RATE, load


@pytest.fixture
def settings(tmp_path, packs):
    (tmp_path / "data" / "media").mkdir(parents=True)
    packs.rename(tmp_path / "data" / "media" / "packs")
    return Settings(data=tmp_path / "data")


def _script(path, *lines):
    path.write_text("\n".join(json.dumps({"at": at, "action": action, "args": args}) for at, action, args in lines))
    return path


def test_a_script_sounds_as_the_same_hands_would(settings, tmp_path):
    script = _script(
        tmp_path / "night.jsonl",
        ("0s", "deck.load", {"deck": "A", "track_id": "song"}),
        ("0s", "deck.play", {"deck": "A"}),
        ("beat 1", "stem.mute", {"deck": "A", "stem": "vocals"}),
    )
    render_file(script, tmp_path / "out.wav", settings)
    rendered, rate = soundfile.read(tmp_path / "out.wav", dtype="float32")
    assert rate == RATE
    sound = OfflineEngine(rate=RATE, block=64)
    show = Show(sound, "hands", lambda: 0.0)
    load(show, Shelf(settings.media / "packs", RATE), "A", "song")
    show.apply(act.DeckPlay(deck="A"))
    before = sound.render(RATE // 2)  # a beat at 120 bpm
    show.apply(act.StemMute(deck="A", stem="vocals"))
    by_hand = np.concatenate([before, sound.render(len(rendered) - RATE // 2)])
    assert np.array_equal(rendered, by_hand)


def test_a_script_that_fails_leaves_no_file(settings, tmp_path):
    script = _script(tmp_path / "bad.jsonl", ("bar 1", "mixer.master", {"db": -3}))
    with pytest.raises(UsageError, match="counts in beats"):
        render_file(script, tmp_path / "out.wav", settings)
    assert not list(tmp_path.glob("out.wav*"))
