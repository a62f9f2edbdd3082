"""Where the blocks end makes no difference to a single bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    Band,
    Command,
    Curve,
    Eject,
    Fade,
    Frames,
    Load,
    OfflineEngine,
    Pause,
    Play,
    Result,
    Seek,
    SetBlend,
    SetCrossfader,
    SetCurve,
    SetDeckFilter,
    SetDeckGain,
    SetDeckOutput,
    SetEq,
    SetHeadphoneGain,
    SetHeadphoneMix,
    SetHeadphones,
    SetLoop,
    SetMaster,
    SetMute,
    SetSide,
    SetSolo,
    SetStemChannel,
    SetStemFilter,
    SetStemGain,
    SetStemOutput,
    SetTempo,
    SetTrim,
    Side,
    Source,
    Stop,
)
from tests.engine.player import Sound, ask, noise

LENGTH = 6000
SONGS = [Source.from_array(noise(4000, stems, seed=stems, level=0.4), stems - 1) for stems in (1, 3, 4)]

frames = st.integers(0, LENGTH)
decks = st.integers(0, 1)
stems = st.integers(0, 4)
gains = st.floats(0, 4)
knobs = st.one_of(st.floats(-1, 1), st.just(0.0))
overs = st.sampled_from([0, 0, 1, 100, 1500])
at = st.integers(0, LENGTH - 1).map(Frames)

commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(Load, decks, st.sampled_from(SONGS), at=at),
    st.builds(Eject, decks, at=at),
    st.builds(Play, decks, at=at),
    st.builds(Play, decks, at=at),
    st.builds(Pause, decks, at=at),
    st.builds(Stop, decks, at=at),
    st.builds(Seek, decks, frames, at=at),
    st.builds(SetTempo, decks, st.sampled_from([0.5, 0.94, 1.0, 1.0, 1.06, 1.4142, 1.5]), at=at),
    st.builds(SetMute, decks, stems, st.booleans(), at=at),
    st.builds(SetSolo, decks, stems, st.booleans(), at=at),
    st.builds(SetStemGain, decks, stems, gains, at=at),
    st.builds(SetDeckGain, decks, gains, at=at),
    st.builds(SetLoop, decks, st.booleans(), st.integers(0, 2000), st.integers(0, 4200), at=at),
    st.builds(SetCrossfader, st.floats(-1, 1), at=at),
    st.builds(SetMaster, gains, at=at),
    st.builds(SetEq, decks, st.sampled_from(Band), gains, overs, at=at),
    st.builds(SetDeckFilter, decks, knobs, overs, at=at),
    st.builds(SetStemFilter, decks, stems, knobs, overs, at=at),
    st.builds(SetBlend, decks, st.floats(0, 1), overs, at=at),
    st.builds(SetTrim, decks, gains, at=at),
    st.builds(SetSide, decks, st.sampled_from(Side), at=at),
    st.builds(SetCurve, st.sampled_from(Curve), at=at),
    st.builds(SetStemChannel, decks, stems, st.integers(0, 3), at=at),
    st.builds(SetStemOutput, decks, stems, st.integers(0, 4), at=at),
    st.builds(SetDeckOutput, decks, st.integers(1, 4), at=at),
    st.builds(SetHeadphones, decks, st.booleans(), at=at),
    st.builds(SetHeadphoneMix, st.floats(0, 1), at=at),
    st.builds(SetHeadphoneGain, gains, at=at),
    st.builds(Fade, st.floats(0, 1), st.integers(0, 2000).map(Frames), at=at),
)


def play(script: list[Command], block: int) -> tuple[Sound, list[Result]]:
    engine = OfflineEngine(block=block, channels=6)
    for deck in (0, 1):
        ask(engine, Load(deck, SONGS[deck]), Play(deck))
    ask(engine, *script)
    out = engine.render(LENGTH)
    return out, engine.collect()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(script=st.lists(commands, max_size=32))
def test_any_script_sounds_the_same_in_blocks_of_any_size(script: list[Command]) -> None:
    out, told = play(script, 64)
    assert np.isfinite(out).all()
    assert np.abs(out).max() <= 1.0
    assert sum(result.command is not None for result in told) == len(script) + 4
    for block in (1, 7, 100, 1024):
        other, heard = play(script, block)
        assert np.array_equal(other, out), block
        assert heard == told, block
