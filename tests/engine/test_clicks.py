"""Nothing clicks: whatever is done to a full-scale tone, no step exceeds the tone's own by more than -40 dBFS."""

import numpy as np
import pytest

from engine import (
    Command,
    Curve,
    Frames,
    Load,
    Pause,
    Play,
    Seek,
    SetCrossfader,
    SetCurve,
    SetDeckGain,
    SetLoop,
    SetMaster,
    SetMute,
    SetSide,
    SetSolo,
    SetStemChannel,
    SetStemOutput,
    SetTempo,
    SetTrim,
    Side,
    Source,
    Stop,
)
from tests.engine.player import ask, loaded, sine
from tests.engine.sound import MARGIN, OWN_STEP, largest_step

TONE = sine(48_000)
HALF = sine(48_000, level=0.5)
DEEDS: dict[str, list[Command]] = {
    "mute": [SetMute(0, 0, on=True, at=Frames(1013))],
    "mute and back within the ramp": [
        SetMute(0, 0, on=True, at=Frames(1013)),
        SetMute(0, 0, on=False, at=Frames(1100)),
    ],
    "pause": [Pause(0, at=Frames(1013))],
    "pause and play at once": [Pause(0, at=Frames(1013)), Play(0, at=Frames(1060))],
    "stop": [Stop(0, at=Frames(1013))],
    "seek": [Seek(0, 20_011, at=Frames(1013))],
    "seek three times within the ramp": [Seek(0, 20_011 + 37 * k, at=Frames(1013 + 31 * k)) for k in range(3)],
    "loop": [SetLoop(0, on=True, start=500, end=1513)],
    "short loop": [SetLoop(0, on=True, start=500, end=1573)],
    "deck gain": [SetDeckGain(0, 0.1, at=Frames(1013))],
    "crossfader": [SetCrossfader(1.0, at=Frames(1013))],
    "crossfader and back within the ramp": [SetCrossfader(1.0, at=Frames(1013)), SetCrossfader(-1.0, at=Frames(1100))],
    "another curve": [SetCrossfader(0.7, at=Frames(1013)), SetCurve(Curve.EQUAL_POWER, at=Frames(2013))],
    "three curves within the ramp": [
        SetCrossfader(0.7, at=Frames(1013)),
        SetCurve(Curve.EQUAL_POWER, at=Frames(2013)),
        SetCurve(Curve.SHARP, at=Frames(2100)),
        SetCurve(Curve.LINEAR, at=Frames(2200)),
    ],
    "another side": [SetCrossfader(-1.0, at=Frames(1013)), SetSide(0, Side.RIGHT, at=Frames(2013))],
    "trim": [SetTrim(0, 0.2, at=Frames(1013))],
    "another deck's channel": [SetDeckGain(1, 0.1), SetStemChannel(0, 0, 1, at=Frames(1013))],
    "three channels within the ramp": [SetStemChannel(0, 0, k % 3, at=Frames(1013 + 70 * k)) for k in range(1, 6)],
    "straight to the master": [SetDeckGain(0, 0.1), SetStemOutput(0, 0, 1, at=Frames(1013))],
    "master": [SetMaster(0.0, at=Frames(1013))],
}


@pytest.mark.parametrize("deed", DEEDS)
def test_it_does_not_click(deed: str) -> None:
    engine = loaded(TONE)
    ask(engine, *DEEDS[deed])
    assert largest_step(engine.render(6000)) <= OWN_STEP + MARGIN


def test_another_song_does_not_click() -> None:
    # Half as loud, because the new song is whole from its first sample, while the old one still fades out.
    engine = loaded(HALF)
    ask(engine, Load(0, Source.from_array(HALF), at=Frames(1013)), Play(0, at=Frames(1013)))
    assert largest_step(engine.render(6000)) <= OWN_STEP + MARGIN


def test_tempo_back_to_unity_does_not_click() -> None:
    engine = loaded(TONE)
    ask(engine, SetTempo(0, 1.06, at=Frames(1013)), SetTempo(0, 1.0, at=Frames(2027)))
    assert largest_step(engine.render(6000)) <= OWN_STEP * 1.06 + MARGIN


def test_resuming_does_not_click() -> None:
    engine = loaded(TONE)
    ask(engine, Pause(0, at=Frames(1013)), Play(0, at=Frames(2000)))
    out = engine.render(6000)
    assert largest_step(out) <= OWN_STEP + MARGIN
    assert np.abs(out[1013 + 241 : 2000]).max() == 0.0


def test_soloing_another_stem_does_not_click() -> None:
    engine = loaded(sine(48_000, level=0.5, stems=2))
    ask(engine, SetSolo(0, 1, on=True, at=Frames(1013)))
    out = engine.render(6000)
    assert largest_step(out) <= OWN_STEP + MARGIN
    assert np.abs(out[2000:]).max() == pytest.approx(0.5, abs=1e-3)
